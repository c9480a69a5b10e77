import type { RecyclingCandidate } from './decideRecycling.ts';

/** A worker, and by how many bytes it has grown since it was smallest. */
export interface GrownCandidate extends RecyclingCandidate {
  readonly grownBytes: number;
}

/** What is known of the container that they share. */
export interface SharedContainer {
  /** `NaN` where nobody knows. */
  readonly usedBytes: number;
  /** About what a new worker takes. */
  readonly freshBytes: number;
}

/** One that has grown by so many times more is replaced in place of one that asks. */
const muchMore = 1.5;
/** It is of use to replace one that takes so many times what a new one does. */
const worthwhile = 1.3;

/**
 * Whoever asks because a container is short that all share asks for all of them: what is freed there is free for everybody. So
 * whoever has grown most goes in his place, since nobody would give back more, where that is much more; nobody does where hardly
 * anything would be given back, or once the container is not short any more.
 */
export function sharedWishes(
  workers: readonly GrownCandidate[],
  { usedBytes, freshBytes }: SharedContainer,
): RecyclingCandidate[] {
  const serving = workers.filter((worker) => worker.serving);
  const largest = serving.reduce<GrownCandidate | undefined>(
    (most, worker) => (most === undefined || worker.grownBytes > most.grownBytes ? worker : most),
    undefined,
  );
  const isShort = (worker: GrownCandidate): boolean =>
    !(usedBytes < (worker.wish?.containerMark ?? Number.NaN));
  const gives = ({ usedBytes: own }: RecyclingCandidate): boolean => own >= worthwhile * freshBytes;
  const outgrown = ({ grownBytes }: GrownCandidate): boolean =>
    largest !== undefined && largest.grownBytes > muchMore * grownBytes;
  const passedOn = workers.find((worker) => isShared(worker) && isShort(worker) && outgrown(worker))?.wish;
  return workers.map((worker) => {
    if (worker === largest && worker.wish === undefined && passedOn !== undefined && gives(worker)) {
      return { ...worker, wish: passedOn };
    }
    const isVain = isShared(worker) && (!isShort(worker) || !gives(worker) || outgrown(worker));
    return isVain ? { ...worker, wish: undefined } : worker;
  });
}

function isShared({ wish }: RecyclingCandidate): boolean {
  return wish?.containerMark !== undefined;
}
