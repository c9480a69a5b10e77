/** A heap snapshot in the hub's folder. */
export interface SnapshotEntry {
  /** What it is asked for by; another one when the file has changed. */
  readonly id: string;
  /** The file's name, without its folder. */
  readonly name: string;
  readonly sizeBytes: number;
  /** When it was written, in epoch milliseconds. */
  readonly writtenAt: number;
}

/** A file and a line, counted from 1. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  /** Counted from 1; left out where it is not known. */
  readonly column?: number;
}

/** What a suspect gained, of one class. */
export interface SuspectGain {
  readonly name: string;
  /** How many more there were after each interval; of a single snapshot, how many there are. */
  readonly counts: readonly number[];
  /** Bytes that they keep alive. */
  readonly bytes: number;
  /** Where these are objects of Node.js that serve a function of the program: `calling refresh()`, `waited for by deliver()`. */
  readonly serves?: string;
  /** Where the function or class is written; where they serve a function, this one. */
  readonly place: CodePlace | undefined;
}

/** Objects of which each keeps the next one alive, such as a linked list, functions that wrap functions, listeners of an EventTarget. */
export interface LinkedChain {
  /** How one leads to the next: `.next`, `closure variable "before"`; left out where that cannot be told. */
  readonly link?: string;
  readonly length: number;
}

/** An object that has another one in a field. */
export interface SuspectOwner {
  readonly className: string;
  readonly field: string;
}

/** An object in which memory accumulates. */
export interface LeakSuspect {
  /** The same for the same leak in another run: a hash of its class and of the names on its path. */
  readonly fingerprint: string;
  /** How the program reaches it: `globalThis.cache`, `sessions (module /app/server.js)`. */
  readonly path: string;
  /** The shortest path of all, with V8's and Node.js's own objects in it. */
  readonly rawPath: string;
  readonly className: string;
  readonly id: number;
  /** How many objects of this class, reached alike, growth and gains are of: all else is of the one that grew most. */
  readonly objects: number;
  /** Where these are several, and each is a field of an object of one class: `log` of a `Connection`. */
  readonly owner?: SuspectOwner;
  /** How many things are in it: the entries of a map, the elements of an array, the links of a chain, else the objects that it refers to. */
  readonly entries: number;
  /** Where the suspect is the first link of a chain, which all else is about. */
  readonly chain?: LinkedChain;
  /** Where listeners of several events of one emitter are one leak: these events. */
  readonly events?: readonly string[];
  /** What it keeps alive in all. */
  readonly retainedBytes: number;
  /**
   * What suspects are ranked by: growth of its own that went on, net of what has died, which is that of the interval with the
   * least, as often as there are intervals; of a single snapshot, what accumulates in it.
   */
  readonly bytes: number;
  /** Growth in each interval, what it shares with others included; empty for a single snapshot. */
  readonly bytesPerInterval: readonly number[];
  /** Their sum: growth from the first snapshot to the last one; 0 for a single snapshot. */
  readonly grownBytes: number;
  /** Share of all growth, or of the heap. */
  readonly share: number;
  /** Bytes that it holds together with other holders, so that to fix one of them is not enough. */
  readonly sharedBytes: number;
  /** Paths of these other holders. */
  readonly sharedWith: readonly string[];
  /** Most bytes first. */
  readonly gains: readonly SuspectGain[];
  /** Where these are, if not in the suspect itself: class and number of the objects in between. */
  readonly through: { readonly name: string; readonly count: number } | undefined;
  /** The path of a WeakMap, where most of what was gained are keys of it: its values live as long as these. */
  readonly weakMap?: string;
  /**
   * Where most of what was gained keeps a store of an AsyncLocalStorage, as timers and promises do that are made within its `run()`:
   * the class of most stores, and the path of the storage; `undefined` where the snapshot does not tell whose they are.
   */
  readonly stores?: { readonly className: string; readonly storage: string | undefined };
  /** Of a cache that cannot grow for ever. */
  readonly bound?: HolderBound;
  readonly fixIdea: string;
}

/** How many entries a cache has, and how many it can have at most. */
export interface HolderBound {
  readonly entries: number;
  /** `undefined` where it has a bound that the file does not say. */
  readonly capacity: number | undefined;
}

/** The {@link SpreadGrowth.kind} of places that are no objects of the program: V8's roots, the variables of modules. */
export const rootsKind = '(roots)';

/** What grew in many places, of which none is a suspect by itself. */
export interface SpreadGrowth {
  /** Class of the places: `Socket`. */
  readonly kind: string;
  /** How many of these grew in each interval; with {@link kindPlaces}, how many places of any kind have what grew. */
  readonly places: number;
  /** How many of the places are of the kind, where the places are of several, and each may have grown in one interval only. */
  readonly kindPlaces?: number;
  /** Growth of all of them together that went on, net of what has died: as {@link LeakSuspect.bytes}. */
  readonly bytes: number;
  readonly bytesPerInterval: readonly number[];
  /** Their sum. */
  readonly grownBytes: number;
  /** How the program reaches the one that grew most. */
  readonly examplePath: string;
  /** What they gained in each interval, most bytes first. */
  readonly gains: readonly SuspectGain[];
  /** What to try, where a handle of Node.js that is open keeps the one that grew most. */
  readonly fixIdea?: string;
}

/** What one, two or three snapshots say. */
export interface SuspectReport {
  /** Snapshots that it rests on. */
  readonly snapshots: number;
  /** Bytes of each. */
  readonly heapBytes: readonly number[];
  /** What was born since the first snapshot less what has died, in bytes; negative where the heap shrank. */
  readonly grownBytes: number;
  /** Growth that went on in each interval, or the heap's bytes where there is but one snapshot. */
  readonly steadyBytes: number;
  /** Nothing below this is a suspect. */
  readonly thresholdBytes: number;
  /** Most growth first. */
  readonly suspects: readonly LeakSuspect[];
  /** Caches that grew and have a {@link LeakSuspect.bound}: not accused. Of several snapshots only; most growth first. */
  readonly bounded?: readonly LeakSuspect[];
  /** Growth without a single holder; empty for a single snapshot. Most growth first. */
  readonly spread: readonly SpreadGrowth[];
  /** Of {@link steadyBytes}, what neither the suspects nor the spread growth account for. */
  readonly restBytes: number;
  /**
   * Classes of the rest that grew in each interval all the same, each by less than {@link thresholdBytes} or of V8's own making;
   * told where the rest comes to that much. Their bytes are those that went on.
   */
  readonly restGains?: readonly SuspectGain[];
  /** Array buffers of the rest, where their memory grew in each interval, by {@link thresholdBytes} and more altogether. */
  readonly restBuffers?: RestBuffers;
  /**
   * Modules that were loaded for the first time since the first snapshot. What Node.js keeps of them is held against nobody, and is
   * part of {@link restBytes} as far as it went on.
   */
  readonly firstModules?: number;
}

/** Array buffers that nobody is told to hold. */
export interface RestBuffers {
  /** How many there are that were born since the first snapshot. */
  readonly count: number;
  /** What their memory grew by. */
  readonly bytes: number;
}

/** The objects of one class. */
export interface ClassSize {
  readonly name: string;
  readonly place: CodePlace | undefined;
  readonly count: number;
  /** Bytes of the objects themselves. */
  readonly shallowBytes: number;
  /** Bytes that they keep alive. */
  readonly retainedBytes: number;
}

/** How the objects of one class changed between the first and the last snapshot. */
export interface ClassGrowth {
  readonly name: string;
  readonly added: number;
  readonly addedBytes: number;
  readonly deleted: number;
  readonly deletedBytes: number;
}

/** Somebody who refers to an object. */
export interface ObjectHolder {
  readonly id: number;
  readonly className: string;
  /** How the program reaches the holder, and from there the object; of those that are far, the shortest path of all. */
  readonly path: string;
  /** The shortest path of all, with V8's and Node.js's own objects in it. */
  readonly rawPath: string;
  readonly retainedBytes: number;
}

/** An object and who holds it. */
export interface HeldObject {
  readonly id: number;
  readonly className: string;
  readonly place: CodePlace | undefined;
  /** Empty where nothing that the program can reach holds it. */
  readonly path: string;
  /** The shortest path of all, with V8's and Node.js's own objects in it. */
  readonly rawPath: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Without it, the object would go: the nearest one that all paths lead over; left out where that is one of V8's roots. */
  readonly dominator?: { readonly id: number; readonly className: string };
  /** The shortest paths first. */
  readonly holders: readonly ObjectHolder[];
}

/** What an analysis has found. */
export type AnalysisResult =
  | {
      readonly kind: 'classes';
      readonly totalBytes: number;
      readonly objects: number;
      readonly references: number;
      readonly report: SuspectReport;
      /** By falling retained size, the first ones. */
      readonly classes: readonly ClassSize[];
      readonly classCount: number;
    }
  | {
      readonly kind: 'diff';
      readonly report: SuspectReport;
      /** By falling growth, the first ones. */
      readonly classes: readonly ClassGrowth[];
      readonly classCount: number;
    }
  | { readonly kind: 'retainers'; readonly object: HeldObject; readonly holderCount: number };

/** What of a snapshot is asked for: its classes, what grew between two or three, who holds an object. */
export type AnalysisKind = AnalysisResult['kind'];

/** How far an analysis is. */
export interface AnalysisProgress {
  readonly stage: 'reading' | 'analyzing';
  /** Which of the snapshots is being read, from 1. */
  readonly file: number;
  readonly bytesRead: number;
  /** Of all snapshots together. */
  readonly totalBytes: number;
  /** How fast it reads; `undefined` in the first moments. */
  readonly bytesPerSecond?: number;
  /** Milliseconds until it is done, at that pace; likewise. */
  readonly remainingMs?: number;
}

/** An analysis, from the asking to the answer. */
export interface Analysis {
  readonly id: string;
  readonly kind: AnalysisKind;
  /** Ids of the snapshots, in their order. */
  readonly snapshots: readonly string[];
  /** The object that is asked about. */
  readonly object?: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Epoch milliseconds. */
  readonly askedAt: number;
  readonly endedAt?: number;
  /** While it runs. */
  readonly progress?: AnalysisProgress;
  /** Why it failed, in a sentence. */
  readonly problem?: string;
}
