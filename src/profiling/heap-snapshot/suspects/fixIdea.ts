import { nodeCode } from '../paths/nodeObjects.ts';
import { shortFile } from '../paths/shortFile.ts';
import { backlogIdea } from './backlogIdea.ts';
import { handleIdea } from './handleIdea.ts';

/** What of the holder an idea depends on. */
export interface HolderTraits {
  readonly className: string;
  /** Path with what differs from run to run replaced by `*`. */
  readonly maskedPath: string;
  /** What accumulates, mostly. */
  readonly gains: string | undefined;
  /** The WeakMap that what accumulates are keys of. */
  readonly hasKeysOf?: string | undefined;
  /** Whether the holder is the first link of a chain. */
  readonly isChain?: boolean;
  /** Whether `events.once` has added the listeners. */
  readonly isOnce?: boolean;
  /** The built-in collection that the holder is, whatever its class is called: that of a `class Registry extends Map`. */
  readonly collection?: string | undefined;
  /** Where the holder has the subscribers of a channel of `diagnostics_channel`, its name; `''` where that is not known. */
  readonly channel?: string | undefined;
  /** Where the holder is a global object, one of the properties that it gained, as code has it. */
  readonly property?: string | undefined;
  /** The events of the listeners, where these are of several, or of one that is no part of the masked path: a number. */
  readonly events?: readonly string[] | undefined;
  /** Whether most of what it gained keeps a store of an AsyncLocalStorage. */
  readonly hasStores?: boolean;
  /** What to try with parts of larger texts or Buffers, where it gained such. */
  readonly part?: string | undefined;
  /** Where the holder is a table of modules, the file that has been loaded again most often. */
  readonly reload?: { readonly file: string | undefined; readonly count: number } | undefined;
}

/** The event and its emitter in a path: `app.bus._events.tick`; a symbol stands there as `[job]`, a number as `[5]`, which is `[*]` where it is masked. */
const listenersPath =
  /^(?<emitter>.*)(?:\.| → )_events(?:\.(?<name>[\w$]+)|\["(?<quoted>[^"]*)"\]|\[(?<number>\d+)\]|\[(?<symbol>(?!"|(?:\d+|\*)\])[^\]]*)\])?(?:\[\*\])?$/;

/** The same of an EventTarget, such as an AbortSignal: `app.signal[kEvents]["abort"].next`. */
const targetPath = /^(?<emitter>.*?)(?: → )?\[kEvents\]\["(?<quoted>[^"]*)"\](?:\.next)?$/;

/** What Node.js, and what the program, keeps somewhere by itself. */
const ideasByPath: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:modules|names) that import has /,
    'import the same address each time: what import has loaded stays, and ?v=2 is another module than ?v=1',
  ],
  [
    /^(?:module\.children \(|require\.cache)/,
    'require the same file once: what has been loaded stays, in module.children even where it is deleted from require.cache',
  ],
  [
    /\bsockets\["/,
    'read each response to its end, resume() or destroy() it: its socket stays until then; and set maxSockets',
  ],
  [/"(?:mark|measure)EntryBuffer"/, 'performance.clearMarks() and clearMeasures() when they have been read'],
  [/"resourceTimingBuffer"/, 'performance.clearResourceTimings() when they have been read'],
];

const ideasByClass: Readonly<Record<string, string>> = {
  __proto__: null as never,
  FinalizationRegistry:
    'a held value that leads to its own object keeps it for ever: hold an id or a handle instead',
  Promise: 'settle it: until then it keeps what each then(), await and Promise.race() with it has added',
  '(concatenated string)': 'write it out piece by piece, or cut it at a maximum',
};

/** The listeners of an event. */
export interface Listeners {
  /** The path of whom they listen to. */
  readonly emitter: string;
  /** Of an event that is a symbol, `Symbol(job)`. */
  readonly event: string | undefined;
  /** Whether that is an EventTarget, and no EventEmitter. */
  readonly isTarget?: true;
}

/** Whom a list of listeners listens to; `undefined` where a path leads to something else. */
export function listenersOf(path: string): Listeners | undefined {
  const { emitter, name, quoted, symbol, number } = listenersPath.exec(path)?.groups ?? {};
  if (emitter !== undefined) {
    return { emitter, event: symbol === undefined ? (name ?? quoted ?? number) : `Symbol(${symbol})` };
  }
  const target = targetPath.exec(path)?.groups;
  return target && { emitter: target.emitter!, event: target.quoted, isTarget: true };
}

/** An event as code has it: a text in quotes, a symbol and a number as they are. */
export function eventInCode(event: string): string {
  return /^(?:Symbol\(.*\)|0|[1-9]\d*)$/.test(event) ? event : JSON.stringify(event);
}

const storesIdea =
  'each keeps the store of the AsyncLocalStorage that it was made in: make what outlives that within exit(), or run() around less';

/** What usually helps with a holder of this kind. */
export function fixIdea(traits: HolderTraits): string {
  const own = holderIdea(traits);
  const also = [traits.part, traits.hasStores ? storesIdea : undefined].filter((one) => one !== undefined);
  const idea = [own, ...also].join('; ');
  return traits.hasKeysOf === undefined
    ? idea
    : `${idea}: the values in the WeakMap go with their keys, which are held here`;
}

function holderIdea({
  className,
  maskedPath,
  gains,
  isChain = false,
  isOnce = false,
  property,
  channel,
  collection: kind = className,
  events = [],
  reload,
}: HolderTraits): string {
  if (maskedPath === 'globalThis') {
    const which = property === undefined ? 'these properties' : `${property} and its like`;
    return `delete ${which} when their work is done, or keep them in a Map with a bound instead`;
  }
  if (channel !== undefined) {
    const call =
      channel === ''
        ? 'channel.unsubscribe(subscriber)'
        : `unsubscribe(${JSON.stringify(channel)}, subscriber)`;
    return `${call} of node:diagnostics_channel, with the same function, when it is done`;
  }
  const listeners = listenersOf(maskedPath);
  if (listeners !== undefined) {
    const { emitter, isTarget } = listeners;
    const event = events.find((one) => one !== 'error') ?? listeners.event;
    const owner = inCode(emitter);
    const name = eventInCode(event ?? 'event');
    if (isTarget) {
      return `${owner}.removeEventListener(${name}, listener) when it is done, or add it with { signal } or { once: true }`;
    }
    if (isOnce) {
      return `once(${owner}, ${name}, { signal }) waits until the event comes: abort the signal when nobody waits any more`;
    }
    return `${owner}.off(${name}, listener) when it is done, once(), or an AbortSignal`;
  }
  const backlog = backlogIdea(maskedPath, inCode);
  if (backlog !== undefined) return backlog;
  if (isChain) return chainIdea(className);
  if (gains === 'Timeout' || /\bTimersList\b|TimeoutsList/.test(className)) {
    return /setTimeout|waited for/.test(maskedPath)
      ? 'clearTimeout, or an AbortSignal, when what they serve is done; a callback that sets the next timer must come to an end'
      : 'clearTimeout or clearInterval when what they serve is done';
  }
  const known = ideasByPath.find(([path]) => path.test(maskedPath));
  if (known !== undefined) return reload === undefined ? known[1] : reloadIdea(reload, known[1]);
  if (gains === 'Promise' || gains === 'PromiseReaction') {
    return 'settle or abandon these promises: a timeout, or an AbortSignal';
  }
  if (className in ideasByClass) return ideasByClass[className]!;
  if (/Map$/.test(kind) || /Set$/.test(kind)) {
    if (kind.startsWith('Weak')) return 'let go of its keys, which are held elsewhere';
    if (isOfFunctions(gains))
      return callbackIdea(kind.endsWith('Set') ? 'delete the function' : 'delete the key');
    return kind.endsWith('Set')
      ? 'bound it, or delete each member when its work is done; a WeakSet if they are objects'
      : 'bound it (max, ttl), or delete the key when its work is done; a WeakMap if keys are objects';
  }
  if (kind === 'Array' && isOfFunctions(gains)) return callbackIdea('take the function out');
  if (kind === 'Array') return 'keep the last ones only: shift() at a maximum, or a ring buffer';
  if (className.startsWith('function ') || className === 'Function') {
    return 'the closure outlives its work: pass it what it needs, or drop the closure';
  }
  if (/AsyncContextFrame|AsyncLocalStorage/.test(className + maskedPath)) {
    return 'end the asynchronous context: exit(), or run() around less';
  }
  return handleIdea(maskedPath) ?? 'remove what is no longer needed, or bound how much it may hold';
}

/** Listeners and callbacks that the program keeps by itself. */
function isOfFunctions(gains: string | undefined): boolean {
  return gains?.startsWith('function ') === true;
}

function callbackIdea(call: string): string {
  return `${call} when what it serves is done: these are functions that nobody takes out, as listeners that are never unsubscribed`;
}

/** What has been loaded again, before what is to be done. */
function reloadIdea({ file, count }: NonNullable<HolderTraits['reload']>, idea: string): string {
  const times = count.toLocaleString('en');
  return file === undefined
    ? `delete what the program itself has put there when its work is done: ${times} modules of no file`
    : `${shortFile(file)} was loaded again ${times} times: ${idea}`;
}

/** What ends a path, as code has it: `bus` of `app (module app.js) → closure variable "bus"`. */
function inCode(path: string): string {
  const last = path
    .replace(/ \(module [^)]*\)/, '')
    .split(/ → |(?<=^|\s)Node\.js's own /)
    .at(-1)!;
  if (nodeCode.test(last)) return last;
  const variable = /^closure variable "(?<name>[^"]*)"/.exec(last)?.groups?.name;
  const short = variable ?? (/^[^ ]*$/.test(last) ? last.split('.').at(-1)! : '');
  // What a module exports by default has another name wherever it is imported.
  if (short === '' || short === 'default') return 'emitter';
  return short.startsWith('#') ? `this.${short}` : short;
}

function chainIdea(className: string): string {
  if (className === 'Promise') {
    return 'settle or abandon these promises: each waits for the one before, and keeps what waits for it';
  }
  return className.startsWith('function ')
    ? 'wrap it once, not each time: every function keeps the one that it wraps'
    : 'cut the chain where it is no longer needed: every link keeps all those after it';
}
