import type { Table } from './Table.ts';

/** What is to be run of a bench of many programs that each take their time. Others leave it aside. */
export interface ProgramSelection {
  /** Names of programs. @default all */
  readonly only?: readonly string[];
  /** How long each program runs. */
  readonly minutes?: number;
  /** How many of them at once. */
  readonly parallel?: number;
  /** Folder for the results of each program, which are not measured again while they are there. */
  readonly results?: string;
  /** Runs nothing, and prints what the results come to. */
  readonly report?: boolean;
  /** Likewise, and lets the detector of this source tree judge what the agent saw then. */
  readonly replay?: boolean;
  /** Runs the programs alone, to see what they do. */
  readonly calibrate?: boolean;
  /** Runs the programs into their heap limit. */
  readonly outOfMemory?: boolean;
}

/** What a run is told from outside. */
export interface RunOptions {
  /** A smoke run: every part once, figures too coarse to quote. */
  readonly quick: boolean;
  /** Says what is being measured now. */
  readonly progress: (text: string) => void;
  readonly selection?: ProgramSelection;
}

/** One bench: `npm run bench:<name>` prints its tables. */
export interface Bench {
  readonly name: string;
  /** What it measures, in one or two sentences. */
  readonly about: string;
  readonly run: (options: RunOptions) => Promise<Table[]>;
}
