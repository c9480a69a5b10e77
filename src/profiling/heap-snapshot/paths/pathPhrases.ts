import { basename } from 'node:path';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import type { PathStep } from '../PathWords.ts';
import { ScriptNames } from '../ScriptNames.ts';
import { fileOf, type Landmark } from './Landmark.ts';
import { isContext } from './ModuleScopes.ts';
import type { ObjectEdges } from './ObjectEdges.ts';
import type { ProgramPath } from './ProgramPaths.ts';

const arrow = ' → ';
/** Steps within one object of V8's, or from one to its parts. */
const silent = new Set([
  'bound_function',
  'context',
  'elements',
  'extension',
  'function',
  'parameters_and_registers',
  'previous',
  'properties',
  'table',
]);
/** What others are called. */
const phrases: Readonly<Record<string, string>> = {
  bound_arguments: 'bound arguments',
  bound_this: 'bound this',
  reactions_or_result: 'what awaits the promise',
  receiver: 'this',
  _onTimeout: '',
  _onImmediate: '',
  _timerArgs: 'its arguments',
  _argv: 'its arguments',
};

/** Says a path in words, from its landmark on. */
export function wordsOf(
  snapshot: HeapSnapshot,
  edges: ObjectEdges,
  steps: readonly PathStep[],
  ids: readonly number[],
  landmark: Landmark | undefined,
): ProgramPath {
  const text = new Phrase();
  const masked = new Phrase();
  const say = (words: string): void => {
    text.word(words);
    masked.word(words);
  };
  let first = 0;
  if (landmark !== undefined) {
    if (landmark.kind === 'module' || landmark.kind === 'exports') {
      const name = nameOf(steps[0], ids[0]);
      text.word(`${name} (module ${landmark.words})`);
      masked.word(`${name} (module ${shortFile(landmark.words)})`);
      first = 1;
    } else {
      const place = placeOf(snapshot, landmark);
      const script =
        landmark.closure === undefined ? '' : ` at ${shortFile(fileOf(edges.scriptOf(landmark.closure)))}`;
      text.word(`${landmark.words}${place}`);
      masked.word(`${landmark.words}${script}`);
    }
  }
  for (let at = first; at < steps.length; at++) {
    const step = steps[at]!;
    const words = ownWords(step, ids[at]!, landmark !== undefined && at === 0);
    if (words === undefined) {
      text.step(step.text);
      masked.step(step.masked);
    } else if (words !== '') say(words);
  }
  return { text: text.text.trim(), masked: masked.text.trim() };

  function nameOf(step: PathStep | undefined, edge: number | undefined): string {
    if (edge === undefined || step === undefined) return 'variables';
    return edges.nameOf(edge) ?? 'a variable';
  }

  /** Words for what is no property or element; `''` for what is not worth a word. */
  function ownWords({ from, to }: PathStep, edge: number, isFirst: boolean): string | undefined {
    const { graph } = snapshot;
    const name = edges.nameOf(edge);
    if (isContext(graph, from)) {
      if (name === 'extension') return '';
      if (name !== undefined && silent.has(name)) return '';
      return name === undefined
        ? 'a closure variable'
        : name === 'this'
          ? 'this'
          : `closure variable "${name}"`;
    }
    if (graph.nameOf(from) === 'system / PromiseReaction') return '';
    if (/^<symbol (?:kResourceStore|async_context_frame)>$/.test(name ?? ''))
      return 'AsyncLocalStorage store';
    if (graph.nameOf(to) === 'Generator' && graph.typeOf(from) !== 'array') {
      const started = edges.child(to, 'function');
      return `async function ${(started !== undefined && graph.nameOf(started)) || '(anonymous)'}()`;
    }
    if (graph.typeOf(from) === 'array' && isRegisters(from)) return 'a local variable';
    if (name === undefined || graph.edges.types[edge] === graph.edgeType('context')) return undefined;
    const isOwn = graph.edges.types[edge] === graph.edgeType('internal');
    if (isOwn && silent.has(name)) return '';
    return isOwn || isFirst ? phrases[name] : undefined;
  }

  function isRegisters(array: number): boolean {
    const at = steps.findIndex(({ to }) => to === array);
    return at >= 0 && edges.nameOf(ids[at]!) === 'parameters_and_registers';
  }
}

function placeOf({ graph }: HeapSnapshot, { closure }: Landmark): string {
  const place = closure === undefined ? undefined : new ScriptNames(graph, [closure]).placeOf(closure);
  return place === undefined ? '' : ` at ${basename(place.file)}:${place.line}`;
}

/** What of a file's name is the same on another machine and after the next release: the file, or its place in a package. */
function shortFile(file: string): string {
  const packages = file.split(/[\\/]node_modules[\\/]/);
  return packages.length > 1 ? packages.at(-1)! : file.split(/[\\/]/).at(-1)!;
}

/** A sentence of words with arrows between them, and of properties that go without. */
class Phrase {
  text = '';
  #isWord = false;

  word(words: string): void {
    this.text += this.text === '' ? words : arrow + words;
    this.#isWord = words !== 'globalThis';
  }

  /** A property, an element or an entry, as JavaScript writes it. */
  step(code: string): void {
    if (code === '') return;
    if (this.#isWord) this.text += arrow + code.replace(/^\./, '').trimStart();
    else this.text += code;
    this.#isWord = false;
  }
}
