import type { Random } from './Random.ts';

/** Changes the text of a snapshot (a character a byte) into one that may be none. */
type Mutation = (text: string, random: Random, other: string) => string;

const numbers = [
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
/** With what V8 writes, what JSON forbids, and what is no UTF-8. */
const texts = [
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
  'Object',
  '__proto__',
  'system / NativeContext',
  '(map descriptors)',
  '1 / part of key (K @3) -> value (V @5) pair in WeakMap (table @7)',
  '1 / part of key (K @99999999999999999999) -> value (V @5) pair in WeakMap (table @7)',
  'x'.repeat(5000),
];
const tokens = [
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
  '"strings":[',
  '"nodes":[',
  '"edges":[',
];
const sections = [
  '"news":[1,[2,{"a":"]"}]],',
  '"flag":true,',
  '"text":"}\\"]",',
  `"deep":${'['.repeat(600)}${']'.repeat(600)},`,
  '"nodes":[],',
  '"strings":["x"],',
  '"locations":[0,1,2,3],',
  '"":null,',
];
const heads = [
  'node_fields',
  'node_types',
  'edge_fields',
  'edge_types',
  'location_fields',
  'node_count',
  'edge_count',
  'meta',
  'snapshot',
  'detachedness',
  'object_index',
  'weak',
  'internal',
];

const mutations: readonly Mutation[] = [
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
  (text, random) => spliced(text, text.lastIndexOf('"'), 0, random.pick(texts)),
  (text, random) => {
    const name = random.pick(heads);
    return text.replace(`"${name}"`, random.chance(0.5) ? '"unknown"' : `"${random.pick(heads)}"`);
  },
  (text, random) => replaced(text, /"[a-z_]+":/g, random, (key) => random.pick(sections) + key),
  (text, random) => replaced(text, /"[a-z_]+":\[[^[\]]*\],?/g, random, () => ''),
  (text, random, other) => text.slice(0, random.below(text.length)) + other.slice(random.below(other.length)),
  (text, random) => replaced(text, /\],/g, random, (end) => `${' '.repeat(random.below(6000))}${end}`),
];

/** One to four changes. */
export function mutated(text: string, random: Random, other: string): string {
  let result = text;
  for (let count = 1 + random.below(random.chance(0.3) ? 4 : 1); count > 0 && result.length > 0; count--) {
    result = random.pick(mutations)(result, random, other);
  }
  return result;
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

function replaced(text: string, pattern: RegExp, random: Random, by: (found: string) => string): string {
  const { at, text: found } = matchIn(text, pattern, random);
  return found === '' ? text : spliced(text, at, found.length, by(found));
}

function spliced(text: string, at: number, remove: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at + remove);
}
