import type { Table } from './Table.ts';

/** What a run is told from outside. */
export interface RunOptions {
  /** A smoke run: every part once, figures too coarse to quote. */
  readonly quick: boolean;
  /** Says what is being measured now. */
  readonly progress: (text: string) => void;
}

/** One bench: `npm run bench:<name>` prints its tables. */
export interface Bench {
  readonly name: string;
  /** What it measures, in one or two sentences. */
  readonly about: string;
  readonly run: (options: RunOptions) => Promise<Table[]>;
}
