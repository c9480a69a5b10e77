import type { Outcome } from '../../../bench/detection/replay.ts';

/** What became of a process, in which nothing happened but what is said. */
export function outcomeOf(known: Partial<Outcome>): Outcome {
  return {
    family: 'constant',
    seed: 1,
    seconds: 0,
    readings: 0,
    probes: 0,
    gentleCollections: 0,
    siteLooks: 0,
    pauseMs: 0,
    longestPauseMs: 0,
    collectionCpuMs: 0,
    samples: 0,
    outOfMemoryAlarms: 0,
    changes: [],
    ...known,
  };
}
