/** A token of a script: a word, a number, a text without its content (`"`), or one or two characters of punctuation. */
export interface Token {
  readonly text: string;
  /** Index of its first character. */
  readonly at: number;
}

const word = /[\p{ID_Start}\p{N}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const space = /\s+/y;
const lineComment = /\/\/[^\n]*/y;
const blockComment = /\/\*[\s\S]*?(?:\*\/|$)/y;
const quoted = /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?/y;
/** Of a template until its end or the next expression in it. */
const templatePart = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;
const regularExpression = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
/** After these a slash begins a regular expression. */
const wordsBeforeOperand: ReadonlySet<string> = new Set(
  'return typeof case in of instanceof void delete do else throw new yield await'.split(' '),
);

/**
 * The tokens of a script up to a place in it, without comments. It knows as much of the language as it takes to tell code
 * from texts, templates and regular expressions; what it takes wrongly it gets over at the next line or bracket.
 */
export function* tokensOf(script: string, end: number): Generator<Token> {
  /** Depth of braces at which each open template goes on. */
  const templates: number[] = [];
  let depth = 0;
  let before = '';
  let index = script.startsWith('#!') ? script.indexOf('\n') >>> 0 : 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = index;
    return pattern.exec(script)?.[0];
  };
  const next = (): string => {
    const found = match(word);
    if (found) return found;
    const character = script[index]!;
    if (character === '=' && script[index + 1] === '>') return '=>';
    if (character === '/' && isBeforeOperand(before)) return match(regularExpression) ?? '/';
    return character;
  };
  while (index < end) {
    const skipped = match(space) ?? match(lineComment) ?? match(blockComment);
    if (skipped) {
      index += skipped.length;
      continue;
    }
    const at = index;
    const character = script[index]!;
    const endsExpression = character === '}' && templates.at(-1) === depth;
    if (character === '`' || endsExpression) {
      if (endsExpression) {
        templates.pop();
        yield { text: '}', at };
      }
      index += 1;
      index += match(templatePart)?.length ?? 0;
      if (script[index] === '$') {
        templates.push(depth);
        index += 2;
        yield { text: '${', at };
        before = '${';
      } else {
        index += 1;
        yield { text: '"', at };
        before = '"';
      }
      continue;
    }
    const text = match(quoted);
    const token = text === undefined ? next() : '"';
    index += text?.length ?? token.length;
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    const isExpression = token.length > 1 && token.startsWith('/');
    before = isExpression ? '"' : token;
    yield { text: before, at };
  }
}

/** Whether a text can be a name. */
export function isWord(text: string): boolean {
  return /^[\p{ID_Start}$_#]/u.test(text);
}

function isBeforeOperand(before: string): boolean {
  return isWord(before) ? wordsBeforeOperand.has(before) : !/^(?:[)\]}"]|\p{N})/u.test(before);
}
