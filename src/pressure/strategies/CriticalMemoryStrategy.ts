import type { PruneMode } from '../caches/ManagedCache.ts';
import type {
  MemoryCollection,
  MemoryStrategy,
  PlannedSituation,
  PressureSituation,
  StrategyOutcome,
} from '../MemoryStrategy.ts';
import type { PruneSummary } from '../PruneSummary.ts';
import { checkedStrategyOptions } from './checkedStrategyOptions.ts';
import { claimedBytes, collectionSentence, prunePlanSentence, pruneSentence } from './strategyWords.ts';

/** Settings of a {@link CriticalMemoryStrategy}: what `automaticResponse` says of `critical`. */
export interface CriticalMemoryStrategyOptions {
  /** How caches are pruned. @default 'aggressive' */
  readonly pruning?: PruneMode | 'none' | undefined;
  /** Whether garbage is collected. @default true */
  readonly collect?: boolean | undefined;
}

const sparedSentence = 'Not collected: hardly any of what the container is short of is garbage here.';
const disprovedSentence = 'Less is live than was likely: nothing was pruned.';
/** A collection that freed less than this freed nothing. */
const leastFreedBytes = 2 ** 20;
/** So many applications that freed nothing are enough to know that this process will not get better. */
const enoughTries = 2;

/**
 * What is done at `critical`, where the alternative is the end of the process. First evidence is kept, while there is
 * memory to keep it in; then new load is shed, since nothing helps while it comes in, unless there are caches whose
 * pruning, or garbage whose collection, may suffice, or a fresh process would take over in time; then garbage is collected, if there
 * is enough of it to suffice, or if memory is only likely to be short; if it is short after that, caches are pruned aggressively and garbage is collected. Where that has freed nothing twice, or what is live grows on with nothing to prune, the process asks to be
 * replaced.
 */
export class CriticalMemoryStrategy implements MemoryStrategy {
  readonly name = 'critical-memory';
  readonly cost = 10;
  /** What has freed memory may be needed again soon: a burst fills a container within seconds. */
  readonly cooldownMs = 1000;
  readonly #pruning: PruneMode | 'none';
  readonly #collect: boolean;
  /** Whether a replacement was asked for by the application before this one. */
  #awaited = false;
  /** The refusal of a replacement that was told last: it is told once. */
  #toldRefusal: string | undefined;

  /** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  constructor(options?: CriticalMemoryStrategyOptions) {
    const usual = { pruning: 'aggressive', collect: true } as const;
    const { pruning, collect } = checkedStrategyOptions('CriticalMemoryStrategy', options, usual);
    this.#pruning = pruning;
    this.#collect = collect;
  }

  async apply(situation: PressureSituation): Promise<StrategyOutcome> {
    situation.keepEvidence();
    const { freeingMaySuffice, replacementInTime } = situation;
    const shedders = freeingMaySuffice || replacementInTime ? 0 : situation.shedLoad();
    const collects = this.#collect && situation.littleToCollect !== true;
    const first = collects && mayBeGarbage(situation) ? await situation.collect() : undefined;
    if (isEnough(first)) {
      const proof = situation.unproved === true ? disprovedSentence : '';
      return { detail: sentencesOf(loadSentence(shedders), collectionSentence(first), proof) };
    }
    const pruned = this.#pruning === 'none' ? undefined : await situation.prune(this.#pruning);
    const again = collects && isWorthwhile(first, pruned) ? await situation.collect() : undefined;
    const collected = again?.performed === true ? again : (first ?? again);
    const isHopeless = situation.fruitless >= enoughTries || isHopelessAtOnce(situation, pruned, collected);
    const asked = isHopeless ? situation.requestRecycling() : 0;
    const request = this.#awaited
      ? 'The replacement that was asked for has not come yet.'
      : 'Replacement was asked for.';
    this.#awaited = asked > 0;
    const detail = sentencesOf(
      loadSentence(shedders),
      collectionSentence(first),
      pruneSentence(pruned),
      collectionSentence(again),
      this.#collect && !collects ? sparedSentence : '',
      asked > 0 ? request : this.#refusal(situation, isHopeless),
    );
    return { freedBytes: claimedBytes(pruned, collected), detail };
  }

  #refusal(
    { replacementRefused }: Pick<PressureSituation, 'replacementRefused'>,
    isHopeless: boolean,
  ): string {
    if (replacementRefused === undefined) this.#toldRefusal = undefined;
    if (!isHopeless || replacementRefused === this.#toldRefusal) return '';
    this.#toldRefusal = replacementRefused;
    return replacementRefused === undefined ? '' : `No replacement comes. ${replacementRefused}`;
  }

  describePlan(situation: PlannedSituation): string {
    const plan = this.#pruning === 'none' ? undefined : situation.prunePlan(this.#pruning);
    const collects = this.#collect && situation.littleToCollect !== true;
    const collectsFirst = collects && mayBeGarbage(situation);
    return sentencesOf(
      situation.freeingMaySuffice || situation.replacementInTime || situation.shedders === 0
        ? ''
        : 'It would have load shed.',
      collectsFirst ? 'It would collect garbage first, which may suffice.' : '',
      prunePlanSentence(plan),
      collects && !collectsFirst ? 'It would collect garbage.' : '',
      situation.fruitless >= enoughTries && situation.recyclers > 0 ? 'It would ask for a replacement.' : '',
    );
  }
}

function sentencesOf(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function loadSentence(shedders: number): string {
  return shedders > 0 ? 'Load is being shed.' : '';
}

/** Whether a collection alone may show that memory suffices. */
function mayBeGarbage({
  collectible,
  unproved,
}: Pick<PressureSituation, 'collectible' | 'unproved'>): boolean {
  return collectible || unproved === true;
}

/** Whether garbage was all that memory was short of. */
function isEnough(first: MemoryCollection | undefined): boolean {
  return first?.performed === true && first.sufficient === true && first.stillRising !== true;
}

/** Whether there may be garbage. A second collection finds what was let go of since the first, and nothing else. */
function isWorthwhile(first: MemoryCollection | undefined, pruned: PruneSummary | undefined): boolean {
  return first === undefined || (pruned !== undefined && pruned.pruned.length + pruned.unfinished.length > 0);
}

/**
 * What grows, with nobody who has anything to prune and nothing but garbage to free, will be the same after a second try, and
 * fuller. Where something was pruned it may have been too little this time: not if it was the last time, too.
 */
function isHopelessAtOnce(
  {
    growing,
    fruitless,
    littleToCollect,
  }: Pick<PressureSituation, 'growing' | 'fruitless' | 'littleToCollect'>,
  pruned: PruneSummary | undefined,
  collected: MemoryCollection | undefined,
): boolean {
  if (!growing || pruned === undefined) return false;
  const isPruned = pruned.pruned.length > 0 || pruned.unfinished.length > 0;
  if (littleToCollect === true) return !isPruned || fruitless > 0;
  if (collected?.performed !== true) return false;
  const { stillRising = false, freedBytes } = collected;
  if (isPruned) return stillRising && fruitless > 0;
  return stillRising || freedBytes < leastFreedBytes;
}
