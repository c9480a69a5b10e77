import type { Configuration } from '../../configuration/Configuration.ts';
import type { PauseGuess } from './PausePrediction.ts';

/** How readily probes are made. */
export type ProbeMode = Exclude<Configuration['probes']['mode'], 'off'>;

/** How often readings are wanted, and what they may take. */
export interface ProbePace {
  /** Milliseconds between two readings while evidence is being gathered. */
  readonly gatheringMs: number;
  /** Between two readings when nothing grew. */
  readonly quietMs: number;
  /** Share of wall time that pauses may take. */
  readonly pauseShare: number;
  /** Share of one processor that gentle collections may take, beside the thread for the most part. */
  readonly cpuShare: number;
}

/**
 * A look needs six readings within 150 s, which is one in 25 s whatever the phase. At 35 s in quiet times there are at
 * least four in any 150 s, so that a leak is told within five minutes of its onset, whenever that is.
 */
export const probePaces: Readonly<Record<ProbeMode, ProbePace>> = {
  eco: { gatheringMs: 50_000, quietMs: 120_000, pauseShare: 0.001, cpuShare: 0.0025 },
  standard: { gatheringMs: 20_000, quietMs: 35_000, pauseShare: 0.002, cpuShare: 0.01 },
  prompt: { gatheringMs: 20_000, quietMs: 25_000, pauseShare: 0.005, cpuShare: 0.02 },
};

/** Between two readings where the process has not even allocated enough to have grown. */
export const idlePaceMs = 300_000;
/** Between two looks at the sampled allocations. */
export const sitePaceMs = 20_000;
/** A collection that pauses for less is never worth a gentle one, which is dearer and comes later. */
export const shortPauseMs = 10;
/** What a gentle collection takes of the processor: marking beside the thread, and the sweeping. */
export const gentleMsPerByte: number = 1.3 / 1024 ** 2;
/**
 * The pause that ends one is some 5 to 40 ms at 300 MB. Where marking threads get no processor it can be as long as that
 * of a full collection (ADR 9), now and then on any machine, so that single long ones are only paid for.
 */
export const gentlePauses: PauseGuess = {
  startMsPerByte: 0.01 / 1024 ** 2,
  fastestMsPerByte: 0.01 / 1024 ** 2,
  believesFirst: false,
  halfLifeMs: 600_000,
};
/** What is left to do for a look at allocations when V8 has nearly marked, and the profile (ADR 9). */
export const gentleLooks: PauseGuess = {
  startMsPerByte: 0.15 / 1024 ** 2,
  fastestMsPerByte: 0.1 / 1024 ** 2,
  believesFirst: false,
  halfLifeMs: 600_000,
};
/** A gentle collection that has made no reading by then has got lost. */
export const gentleLostMs = 45_000;
