import { median } from '../../analysis/robustStatistics.ts';
import type { OperationTally } from './OperationTally.ts';

/** Of one operation; what was allocated may be below 0, where a reading took less than it was thought to. */
export type OwnBytes = Pick<OperationTally, 'objectBytes' | 'allocatedBytes' | 'peakBytes'>;

/** What measuring itself leaves, which is taken off: of synchronous operations, and of others. */
export interface OwnUse {
  readonly synchronous: OwnBytes;
  readonly asynchronous: OwnBytes;
}

/** As found on Node 20 and 24. */
const usualUse: OwnUse = {
  synchronous: { objectBytes: 296, allocatedBytes: 0, peakBytes: 1800 },
  asynchronous: { objectBytes: 950, allocatedBytes: 0, peakBytes: 1800 },
};

/** Where settling holds the thread up for longer, the own use is not found out: it takes some eighty settlings. */
const longestCalibratedPauseMs = 50;
/** V8 has compiled the code of the ledger after some ten rounds. */
const calibrationRounds = 16;
const warmRounds = 6;

/**
 * Measures operations that do nothing, which warms up the code of the ledger as well: what V8 makes of that would count to the
 * first operations. So it is done without collections where these take long.
 */
export async function findOwnUse(
  measure: (operation: () => void | Promise<void>, mayCollect: boolean) => Promise<OperationTally>,
  turn: () => Promise<void>,
): Promise<OwnUse> {
  const first = await measure(() => {}, true);
  if (first.refusal !== undefined) return usualUse;
  const mayCollect = first.pauseMs <= longestCalibratedPauseMs;
  const synchronous: OperationTally[] = [];
  const asynchronous: OperationTally[] = [];
  for (let round = 0; round < calibrationRounds; round++) {
    synchronous.push(await measure(() => {}, mayCollect));
    asynchronous.push(await measure(turn, mayCollect));
  }
  if (!mayCollect) return usualUse;
  return { synchronous: typical(synchronous), asynchronous: typical(asynchronous) };
}

/** Of the last ones, since the first ones hold what V8 has compiled. */
function typical(all: readonly OperationTally[]): OwnBytes {
  const tallies = all.slice(-warmRounds);
  return {
    objectBytes: Math.max(0, median(tallies.map(({ objectBytes }) => objectBytes))),
    allocatedBytes: median(tallies.map(({ allocatedBytes }) => allocatedBytes)),
    peakBytes: median(tallies.map(({ peakBytes }) => peakBytes)),
  };
}
