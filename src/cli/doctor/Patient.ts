import type { HeapSize } from '../../sampling/node/defaultHeapLimit.ts';
import type { Deployment } from './deployment.ts';

/** A limit of memory that a control group sets. */
export interface ContainerLimit {
  readonly limitBytes: number;
  /** What is charged, with caches of files that the kernel would give up. `NaN` where it is not told. */
  readonly usedBytes: number;
  /** Whether Node sees it when it chooses the size of the heap: it looks at its own group, and not at those above. */
  readonly isSeen: boolean;
}

/** A heap, and who chose how large it may become. */
export interface PatientHeap extends HeapSize {
  /** An option, or V8 by the memory that it sees. */
  readonly chosenBy: 'option' | 'default';
}

/** What only a running process can tell. `NaN` where it is not told. */
export interface Vitals {
  readonly pid: number;
  readonly rssBytes: number;
  readonly swappedBytes: number;
  /** `RLIMIT_AS`; `Infinity` where there is none. */
  readonly addressSpaceBytes: number;
  /** From -1000, never chosen, to 1000, chosen first. */
  readonly oomScoreAdjustment: number;
  /** Other Node processes that are charged to the same limit. */
  readonly neighbours: readonly { readonly pid: number; readonly heap: PatientHeap | undefined }[];
}

/** An application as `tidemark doctor` looks at it: one that runs, or one that would be started here. */
export interface Patient {
  /** `process 4711 (node server.js)`. */
  readonly title: string;
  /** `20.20.2`; `undefined` where nobody could tell. */
  readonly nodeVersion: string | undefined;
  /** Options of Node and V8: of `NODE_OPTIONS`, then of the command line, in the order in which the later one wins. */
  readonly options: readonly string[];
  /** Those of the command line alone. */
  readonly commandLineOptions: readonly string[];
  /** Whether `process.title` was set, which overwrites the command line: its options cannot be seen. */
  readonly isCommandLineHidden: boolean;
  /** `NODE_OPTIONS` as it is. */
  readonly nodeOptions: string;
  /** `undefined` where the version is not known. */
  readonly heap: PatientHeap | undefined;
  readonly container: ContainerLimit | undefined;
  readonly hostBytes: number;
  /** What the host could still give; `NaN` where it is not told. */
  readonly hostAvailableBytes: number;
  /** Linux's `vm.overcommit_memory`: 2 refuses what is not backed. */
  readonly overcommit: number;
  readonly deployment: Deployment;
  /** Whether Tidemark is loaded, or would be. */
  readonly isWatched: boolean;
  readonly vitals: Vitals | undefined;
  /** Thresholds in bytes that somebody has set, by path; empty where the configuration is not known. */
  readonly thresholdBytes: ReadonlyMap<string, number>;
  /** What is wrong with Tidemark's configuration there. */
  readonly configurationFault: string | undefined;
}

/** Major version of Node; `undefined` where it is not known. */
export function majorOf({ nodeVersion }: Pick<Patient, 'nodeVersion'>): number | undefined {
  return nodeVersion === undefined ? undefined : Number.parseInt(nodeVersion, 10);
}

/** What ends the process when all of it is used: the container's limit, or the host's memory. */
export function roomBytes({ container, hostBytes }: Pick<Patient, 'container' | 'hostBytes'>): number {
  return Math.min(container?.limitBytes ?? Number.POSITIVE_INFINITY, hostBytes);
}
