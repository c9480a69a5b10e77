import { bytesInWords } from '../quantity.ts';

/** Whether what a holder lets go of becomes free: otherwise somebody else holds it, too. */
export type PruneConclusion = 'reclaimable' | 'not-reclaimable' | 'unclear';

/** A conclusion, and what to do about it. */
export interface ExplainedConclusion {
  readonly conclusion: PruneConclusion;
  /** A sentence or two. */
  readonly advice: string;
}

/** What two readings one after the other may differ by without a reason. */
const noiseBytes = 64 * 1024;
const reclaimedShare = 0.5;
const keptShare = 0.2;
/** A share of less than this is within the noise, so that nothing that did not come back could be told. */
const leastExpectedBytes = noiseBytes / keptShare;

/**
 * What follows from the bytes that a pruning has freed.
 *
 * @param name of the holder
 * @param expectedBytes what should have become free; `undefined` where nobody knows
 */
export function conclusionOf(
  name: string,
  freedBytes: number,
  expectedBytes: number | undefined,
): ExplainedConclusion {
  const freed = bytesInWords(Math.max(0, freedBytes));
  const of = expectedBytes === undefined ? freed : `${freed} of ${bytesInWords(expectedBytes)}`;
  if (freedBytes > Math.max(noiseBytes, reclaimedShare * (expectedBytes ?? 0))) {
    const advice = `${of} came back: ${name} is a cache, and no leak. Where it takes too much, give it a lower bound.`;
    return { conclusion: 'reclaimable', advice };
  }
  if (expectedBytes === undefined) {
    const advice = `${of} came back, and how much should have is not known: declare bytes for ${name}, or wait until Tidemark has measured its entries.`;
    return { conclusion: 'unclear', advice };
  }
  if (expectedBytes <= leastExpectedBytes) {
    const advice = `${of} came back, which is too little to tell: prune a larger share, or a fuller ${name}, so that more than ${bytesInWords(leastExpectedBytes)} should come back.`;
    return { conclusion: 'unclear', advice };
  }
  if (freedBytes < keptShare * expectedBytes) {
    const advice = `${of} came back: somebody else holds the entries of ${name}, too. Compare two heap snapshots taken a few minutes apart to see who.`;
    return { conclusion: 'not-reclaimable', advice };
  }
  const advice = `${of} came back: some entries may be held by somebody else, or other work took memory meanwhile. Try again while the process has little to do.`;
  return { conclusion: 'unclear', advice };
}
