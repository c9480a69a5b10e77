import { isWord, tokensOf } from './tokensOf.ts';

interface Scope {
  /** What it began with: a bracket, or `=>` where the body of a function is an expression. */
  readonly begin: string;
  /** Of the function that it is the body of; `undefined` where it is none, or has no name. */
  readonly name: string | undefined;
  /** The tokens before it. */
  readonly before: readonly string[];
}

const mostTokensBehind = 6;
const statements: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await']);
const declarations: ReadonlySet<string> = new Set(
  'const let var function class import export return if for while throw switch try'.split(' '),
);
const operators: ReadonlySet<string> = new Set(['in', 'of', 'instanceof', 'as', 'satisfies']);
const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * The name of the innermost function with a name around a place in a script, as people would say it: `loadUsers` of
 * `function loadUsers() {`, of a method, `Session` of its constructor, of `const loadUsers = async () => {` and of `loadUsers: function () {`.
 *
 * @param index of the first character of the parameters of the function that has no name, which is where V8 says it begins
 * @returns `undefined` where nothing around it has a name, or no function can begin there
 */
export function enclosingFunction(script: string, index: number): string | undefined {
  if (!/[(\p{ID_Start}$_]/u.test(script[index] ?? '')) return undefined;
  const scopes: Scope[] = [];
  /** The last tokens; a bracket that is closed counts as one, with what was before it. */
  let behind: readonly string[] = [];
  /** What was before the bracket that was closed last. */
  let beforeGroup: readonly string[] = [];
  let arrow: string | undefined;
  for (const { text } of tokensOf(script, index)) {
    const last = behind.at(-1) ?? '';
    if (last === '=>' && text !== '{') scopes.push({ begin: '=>', name: arrow, before: behind });
    else endExpressions(scopes, text, last);
    if (text === '=>') arrow = assignedName(last === ')' ? beforeGroup : behind.slice(0, -1));
    if (text === '(' || text === '[' || text === '{' || text === '${') {
      const name =
        text === '{' ? (last === '=>' ? arrow : last === ')' ? bodyName(beforeGroup) : undefined) : undefined;
      const ofClass = name === 'constructor' ? className(scopes.at(-1)?.before ?? []) : undefined;
      scopes.push({ begin: text, name: ofClass ?? name, before: behind });
    }
    if (text in pairs) {
      const closed = close(scopes, pairs[text]!);
      if (closed) beforeGroup = closed.before;
    }
    behind = [...behind.slice(1 - mostTokensBehind), text];
  }
  return scopes.findLast(({ name }) => name !== undefined)?.name;
}

/** The body of an arrow function that is an expression has no bracket at its end. */
function endExpressions(scopes: Scope[], text: string, last: string): void {
  const isOperand = isWord(text) && !operators.has(text);
  const isNew = isOperand && /^[)\]}"\p{ID_Start}$_]/u.test(last) && !isPrefix(last);
  if (text !== ',' && text !== ';' && !declarations.has(text) && !isNew) return;
  while (scopes.at(-1)?.begin === '=>') scopes.pop();
}

function isPrefix(word: string): boolean {
  return ['await', 'async', 'new', 'typeof', 'void', 'delete', 'yield', ...operators].includes(word);
}

/** Takes away the scope that a bracket ends, and what was left open within it. */
function close(scopes: Scope[], begin: string): Scope | undefined {
  const index = scopes.findLastIndex(
    (scope) => scope.begin === begin || (begin === '{' && scope.begin === '${'),
  );
  return index < 0 ? undefined : scopes.splice(index)[0];
}

/** The name of a function by what is before its parameters. */
function bodyName(before: readonly string[]): string | undefined {
  const words = before.filter((text) => text !== '*');
  const last = words.at(-1) ?? '';
  if (last === 'function') return assignedName(words.slice(0, -1));
  return isWord(last) && !statements.has(last) ? last : undefined;
}

/** The name of a class by what is before its body; people know its constructor by that. */
function className(before: readonly string[]): string | undefined {
  const index = before.lastIndexOf('class');
  if (index < 0) return undefined;
  const name = before[index + 1] ?? '';
  return isWord(name) && name !== 'extends' ? name : assignedName(before.slice(0, index));
}

/** The name that a function without one is given: `loadUsers` of `loadUsers =` and of `loadUsers:`. */
function assignedName(before: readonly string[]): string | undefined {
  const words = before.at(-1) === 'async' ? before.slice(0, -1) : before;
  const [name = '', sign] = words.slice(-2);
  return (sign === '=' || sign === ':') && isWord(name) ? name : undefined;
}
