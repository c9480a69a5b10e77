import type { Random } from './Random.ts';

/** Changes a text (a character a byte) into one that may be nonsense. */
export type Mutation = (text: string, random: Random, other: string) => string;

/** What texts of one kind are made of. */
export interface Vocabulary {
  /** Put in place of numbers. */
  readonly numbers: readonly string[];
  /** Put in place of what stands in quotation marks. */
  readonly texts: readonly string[];
  /** Put anywhere. */
  readonly tokens: readonly string[];
}

/** Numbers at the borders of what is one. */
export const borderNumbers: readonly string[] = [
  '0',
  '1',
  '-1',
  '255',
  '256',
  '00007',
  '1.5',
  '1e9',
  '4294967295',
  '4294967296',
  '4503599627370496',
  '999999999999999',
  '9007199254740993',
  '99999999999999999999',
  '9'.repeat(400),
  '',
];

/** Texts with what JSON forbids, what is no UTF-8, and what objects have by themselves. */
export const borderTexts: readonly string[] = [
  '\\ud800',
  '\\udc00\\ud800',
  '\\u12',
  '\\q',
  '\\"',
  '\\\\',
  '\u0000',
  '\n',
  '\xff\xfe',
  '\xc3\xa9',
  '__proto__',
  'constructor',
  'x'.repeat(5000),
];

/** What JSON is made of. */
export const jsonTokens: readonly string[] = [
  '"',
  ']',
  '[',
  '{',
  '}',
  ',',
  ':',
  '\\',
  ' ',
  '\n',
  '\t',
  'null',
  'true',
  '-',
  '.',
];

/** The changes that fit any text made of numbers, quoted texts and tokens. */
export function textMutations({ numbers, texts, tokens }: Vocabulary): readonly Mutation[] {
  return [
    (text, random) => text.slice(0, random.below(text.length + 1)),
    (text, random) => spliced(text, random.below(text.length), random.below(40), ''),
    (text, random) => spliced(text, random.below(text.length), 0, random.pick(tokens)),
    (text, random) => spliced(text, random.below(text.length), 1, String.fromCharCode(random.below(256))),
    (text, random) => {
      const from = random.below(text.length);
      return spliced(text, random.below(text.length), 0, text.slice(from, from + random.below(60)));
    },
    (text, random) => replaced(text, /\d+/g, random, () => random.pick(numbers)),
    (text, random) =>
      replaced(text, /\d+/g, random, (number) => String(Number(number) + random.pick([-7, -6, -1, 1, 6, 7]))),
    (text, random) => {
      const [one, two] = [matchIn(text, /\d+/g, random), matchIn(text, /\d+/g, random)].sort(
        (a, b) => a.at - b.at,
      ) as [Match, Match];
      return one.at === two.at
        ? text
        : spliced(spliced(text, two.at, two.text.length, one.text), one.at, one.text.length, two.text);
    },
    (text, random) => replaced(text, /"[^"\\]*"/g, random, () => `"${random.pick(texts)}"`),
    (text, random) => spliced(text, Math.max(0, text.lastIndexOf('"')), 0, random.pick(texts)),
    (text, random, other) =>
      text.slice(0, random.below(text.length)) + other.slice(random.below(other.length)),
  ];
}

/** The further changes that fit JSON: a value, a key or a whole entry goes, comes twice, or becomes another one. */
export const jsonMutations: readonly Mutation[] = [
  (text, random) => replaced(text, /"[^"\\]*":/g, random, () => ''),
  (text, random) => replaced(text, /"[^"\\]*":("[^"\\]*"|[\w.+-]+),?/g, random, () => ''),
  (text, random) =>
    replaced(text, /"[^"\\]*":("[^"\\]*"|[\w.+-]+),?/g, random, (entry) => `${entry},${entry}`),
  (text, random) => replaced(text, /:("[^"\\]*"|[\w.+-]+)/g, random, () => `:${random.pick(otherValues)}`),
  (text, random) => {
    const depth = 1 + random.below(random.chance(0.1) ? 40_000 : 40);
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"children":[', ']}'],
      ['{"a":', '}'],
    ] as const);
    return replaced(
      text,
      /:("[^"\\]*"|[\w.+-]+)/g,
      random,
      (value) => `:${open.repeat(depth)}${value.slice(1)}${close.repeat(depth)}`,
    );
  },
];

const otherValues = ['null', 'true', '"x"', '[]', '{}', '[{}]', '-0', '1e400', '{"__proto__":{"a":1}}'];

/** One to four of the changes. */
export function mutatedBy(mutations: readonly Mutation[]): Mutation {
  return (text, random, other) => {
    let result = text;
    for (let count = 1 + random.below(random.chance(0.3) ? 4 : 1); count > 0 && result.length > 0; count--) {
      result = random.pick(mutations)(result, random, other);
    }
    return result;
  };
}

interface Match {
  readonly at: number;
  readonly text: string;
}

/** One of the places in which the pattern matches, found from a random place on. */
function matchIn(text: string, pattern: RegExp, random: Random): Match {
  pattern.lastIndex = random.below(text.length);
  const found = pattern.exec(text) ?? pattern.exec(text);
  return found === null ? { at: 0, text: '' } : { at: found.index, text: found[0] };
}

/** The text with one of the matches changed. */
export function replaced(
  text: string,
  pattern: RegExp,
  random: Random,
  by: (found: string) => string,
): string {
  const { at, text: found } = matchIn(text, pattern, random);
  return found === '' ? text : spliced(text, at, found.length, by(found));
}

function spliced(text: string, at: number, remove: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at + remove);
}
