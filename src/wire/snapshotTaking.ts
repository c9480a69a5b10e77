import { count, flag, list, number, oneOf, optional, type Reader, record, text } from './reader.ts';

/** How a heap snapshot is to be taken. */
export interface SnapshotOrder {
  /** Absolute path of a folder. @default the usual one of the process's user */
  readonly directory?: string;
  /** Even where memory or disk may not suffice. */
  readonly force: boolean;
  readonly redact: boolean;
  readonly gzip: boolean;
  /** Snapshots that stay in the folder. @default 10 */
  readonly keepFiles?: number;
}

/** What a heap snapshot will take at most, as far as the heap tells; bytes and milliseconds. */
export interface SnapshotEstimate {
  readonly heapUsedBytes: number;
  readonly objects: number;
  readonly references: number;
  /** Whether an earlier snapshot has counted objects and references; else they are as many as fit into the bytes. */
  readonly counted: boolean;
  readonly fileBytes: number;
  /** Memory beyond what the process has. */
  readonly memoryBytes: number;
  /** How long the thread stands still, on a machine that is not busy. */
  readonly pauseMs: { readonly low: number; readonly high: number };
}

/** How the taking of a snapshot goes on: first it begins or is refused, then it is written or refused. */
export type TakingNews =
  | {
      readonly state: 'begun';
      /** Where it is written to until it is whole. */
      readonly partialPath: string;
      readonly estimate: SnapshotEstimate;
    }
  | {
      readonly state: 'written';
      readonly path: string;
      readonly fileBytes: number;
      readonly durationMs: number;
      /** Paths of older snapshots that had to go. */
      readonly removed: readonly string[];
    }
  | {
      readonly state: 'refused';
      readonly reason: string;
      /** Whether it would be tried with `force`. */
      readonly forcible?: boolean | undefined;
    };

export const snapshotOrder: Reader<SnapshotOrder> = record<SnapshotOrder>({
  directory: optional(text),
  force: flag,
  redact: flag,
  gzip: flag,
  keepFiles: optional(count),
});

export const snapshotEstimate: Reader<SnapshotEstimate> = record<SnapshotEstimate>({
  heapUsedBytes: number,
  objects: count,
  references: count,
  counted: flag,
  fileBytes: number,
  memoryBytes: number,
  pauseMs: record({ low: number, high: number }),
});

const news: { readonly [State in TakingNews['state']]: Reader<Extract<TakingNews, { state: State }>> } = {
  begun: record({ state: oneOf('begun'), partialPath: text, estimate: snapshotEstimate }),
  written: record({
    state: oneOf('written'),
    path: text,
    fileBytes: number,
    durationMs: number,
    removed: list(text),
  }),
  refused: record({ state: oneOf('refused'), reason: text, forcible: optional(flag) }),
};

const state = record<{ readonly state: TakingNews['state'] }>({
  state: oneOf('begun', 'written', 'refused'),
});

export const takingNews: Reader<TakingNews> = (value, field) => news[state(value, field).state](value, field);
