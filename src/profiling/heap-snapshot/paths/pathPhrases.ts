import { basename } from 'node:path';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import type { PathStep } from '../PathWords.ts';
import { ScriptNames } from '../ScriptNames.ts';
import { collectionOf } from './collectionOf.ts';
import { foldRepeats, type PathPart, timesInWords } from './foldRepeats.ts';
import { fileOf, type Landmark } from './Landmark.ts';
import { isContext } from './ModuleScopes.ts';
import { isMapValue, mapKeyInCode, mapKeyOf } from './mapKeyOf.ts';
import { nodeCode } from './nodeObjects.ts';
import type { ObjectEdges } from './ObjectEdges.ts';
import type { ProgramPath } from './ProgramPaths.ts';
import { ShortFiles } from './ShortFiles.ts';

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
const phrases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bound_arguments: 'bound arguments',
    bound_this: 'bound this',
    reactions_or_result: 'what awaits the promise',
    receiver: 'this',
    _onTimeout: '',
    _onImmediate: '',
    _timerArgs: 'its arguments',
    _argv: 'its arguments',
  }),
);

const exportsSymbol = '<symbol node:module_export>';

/** Where an EventTarget has its listeners: a Map, by event. */
const eventsOfTarget = '[kEvents]';

interface Part extends PathPart {
  readonly isWord: boolean;
}

/** Says a path in words, from its landmark on. */
export function wordsOf(
  snapshot: HeapSnapshot,
  edges: ObjectEdges,
  steps: readonly PathStep[],
  ids: readonly number[],
  landmark: Landmark | undefined,
  files: ShortFiles = new ShortFiles(() => []),
): ProgramPath {
  const text = new Phrase();
  const masked = new Phrase();
  let first = 0;
  if (landmark !== undefined) {
    if (landmark.kind === 'module' || landmark.kind === 'exports' || landmark.kind === 'binding') {
      const name = landmark.variable ?? nameOf(steps[0], ids[0], landmark.kind);
      text.word(`${name} (module ${landmark.words})`);
      masked.word(`${name} (module ${files.of(landmark.words)})`);
      first = 1;
    } else {
      const place = placeOf(snapshot, landmark, files);
      const script =
        landmark.closure === undefined ? '' : ` at ${files.of(fileOf(edges.scriptOf(landmark.closure)))}`;
      text.word(`${landmark.words}${place}`);
      masked.word(`${landmark.masked ?? landmark.words}${script}`);
    }
  }
  for (const part of foldRepeats(partsFrom(first))) {
    if ('times' in part) {
      text.word(`${joined(part.parts)} ${timesInWords(part.times)}`);
      masked.word(`${joined(part.parts)} × *`);
    } else {
      text.part(part.text, part.isWord);
      masked.part(part.masked, part.isWord);
    }
  }
  return { text: text.text.trim(), masked: masked.text.trim() };

  function partsFrom(from: number): Part[] {
    const parts: Part[] = [];
    for (let at = from; at < steps.length; at++) {
      const { text, masked } = steps[at]!;
      const words = ownWords(at, landmark !== undefined && at === 0);
      if (words !== undefined) parts.push({ text: words, masked: words, isWord: true });
      else if (text === '[entry]' && parts.at(-1)?.masked === eventsOfTarget) {
        const event = mapKeyOf(snapshot.graph, edges, ids[at]!);
        const code = event === undefined ? text : `[${JSON.stringify(event)}]`;
        parts.push({ text: code, masked: code, isWord: false });
      } else if (text === '[entry]' && isInMap(at) && isMapValue(snapshot.graph, edges, ids[at]!)) {
        const key = mapKeyInCode(snapshot.graph, edges, ids[at]!) ?? '…';
        parts.push({ text: `.get(${key})`, masked, isWord: false });
      } else parts.push({ text, masked, isWord: false });
      if (parts.at(-1)!.text === '') parts.pop();
    }
    return parts;
  }

  /** Whether a step leads out of the table of a Map, whatever the program calls it. */
  function isInMap(at: number): boolean {
    if (at === 0 || edges.nameOf(ids[at - 1]!) !== 'table') return false;
    const { graph } = snapshot;
    const { from } = steps[at - 1]!;
    return graph.nameOf(from) === 'Map' || collectionOf(graph, edges, from) === 'Map';
  }

  function nameOf(step: PathStep | undefined, edge: number | undefined, kind: Landmark['kind']): string {
    if (edge === undefined || step === undefined) return 'variables';
    const name = edges.nameOf(edge);
    if (kind === 'exports' && name === 'children') return 'module.children';
    // Node.js has what a module exports under a symbol of its own as well.
    return name === undefined ? 'a variable' : name === exportsSymbol ? 'exports' : name;
  }

  /** Words for what is no property or element; `''` for what is not worth a word. */
  function ownWords(at: number, isFirst: boolean): string | undefined {
    const { graph } = snapshot;
    const { from, to } = steps[at]!;
    const edge = ids[at]!;
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
    if (graph.typeOf(from) === 'array' && isRegisters(at)) return 'a local variable';
    if (name === undefined || graph.edges.types[edge] === graph.edgeType('context')) return undefined;
    const isOwn = graph.edges.types[edge] === graph.edgeType('internal');
    if (isOwn && silent.has(name)) return '';
    return isOwn || isFirst ? phrases.get(name) : undefined;
  }

  /** Whether a step leads out of the local variables of a function that waits. */
  function isRegisters(at: number): boolean {
    return at > 0 && edges.nameOf(ids[at - 1]!) === 'parameters_and_registers';
  }
}

function placeOf({ graph }: HeapSnapshot, { closure }: Landmark, files: ShortFiles): string {
  const place = closure === undefined ? undefined : new ScriptNames(graph, [closure]).placeOf(closure);
  if (place === undefined) return '';
  return ` at ${files.longerOf(fileOf(place.file)) ?? basename(place.file)}:${place.line}`;
}

/** Parts that come again and again, once. */
function joined(parts: readonly Part[]): string {
  const phrase = new Phrase();
  for (const { masked, isWord } of parts) phrase.part(masked, isWord);
  return parts.length === 1 ? phrase.text : `(${phrase.text})`;
}

/** A sentence of words with arrows between them, and of properties that go without. */
class Phrase {
  text = '';
  #isWord = false;

  part(text: string, isWord: boolean): void {
    if (isWord) this.word(text);
    else this.step(text);
  }

  word(words: string): void {
    this.text += this.text === '' ? words : arrow + words;
    this.#isWord = words !== 'globalThis' && !nodeCode.test(words);
  }

  /** A property, an element or an entry, as JavaScript writes it. */
  step(code: string): void {
    if (code === '') return;
    if (this.#isWord) this.text += arrow + code.replace(/^\./, '').trimStart();
    else this.text += code;
    this.#isWord = false;
  }
}
