import type { Collector } from '../../sampling/Collector.ts';
import type { MemorySource } from '../../sampling/MemorySource.ts';
import { invalidOption } from '../../TidemarkError.ts';
import type { HolderAccount } from './HolderAccount.ts';
import { conclusionOf, type PruneConclusion } from './pruneConclusion.ts';

/** What came of letting a holder go of a share of what it holds. */
export type PruneResult =
  | {
      readonly performed: true;
      /** Entries that it let go of. */
      readonly entries: number;
      /** By how much the live size fell; below 0 where it rose. */
      readonly freedBytes: number;
      /** By how much it should have fallen; `undefined` where the size of an entry is not known. */
      readonly expectedBytes: number | undefined;
      /** Whether what the holder lets go of becomes free: otherwise somebody else holds it, too. */
      readonly conclusion: PruneConclusion;
      /** What that means and what to do, in a sentence or two. */
      readonly advice: string;
      /** For how long the thread stood still for both collections, in milliseconds. */
      readonly pauseMs: number;
    }
  | {
      readonly performed: false;
      /** One sentence. */
      readonly reason: string;
    };

/** What a {@link PruneExperiment} works with: what forces collections, and what reads the live size after each. */
export type PrunedSource = Pick<MemorySource, 'collector' | 'onReading'>;

type Measurement =
  | { readonly performed: true; readonly liveBytes: number; readonly pauseMs: number }
  | { readonly performed: false; readonly reason: string };

interface Amounts {
  readonly entries: number;
  readonly bytes: number | undefined;
}

const usualShare = 0.15;
const mostShare = 0.5;

/**
 * Shrinks a declared store a little between two forced collections, and looks whether memory comes back. Growth of a store
 * that gives back what it lets go of is no leak; where nothing comes back, somebody else holds the entries.
 *
 * It costs two full collections, for which the thread stands still, and whatever it costs the application to have lost a
 * part of its cache: so it is made when somebody asks for it, and never by itself.
 */
export class PruneExperiment {
  readonly #source: PrunedSource;
  #running = false;

  constructor(source: PrunedSource) {
    this.#source = source;
  }

  /**
   * Where `prune` is asynchronous other work goes on meanwhile, and counts as not freed. Never rejects because of the holder:
   * what it throws is the reason of a result.
   *
   * @param name of the holder
   * @param account `undefined` where there is no such holder
   * @param share of the entries, above 0 and at most 0.5
   * @throws TidemarkError `INVALID_OPTION`, as a rejection
   */
  async run(
    name: string,
    account: HolderAccount | undefined,
    share: number = usualShare,
  ): Promise<PruneResult> {
    if (!(share > 0 && share <= mostShare)) {
      throw invalidOption('share', `a number above 0 and at most ${mostShare}`, share);
    }
    const { collector } = this.#source;
    if (account === undefined) return refused(`No holder is registered as ${name}.`);
    const { prune } = account.holder;
    if (prune === undefined) return refused(`${name} was declared without prune.`);
    if (collector === undefined) return refused('The source of the samples cannot force collections.');
    if (this.#running) return refused('Another experiment is under way.');
    this.#running = true;
    try {
      return await this.#perform(account, () => prune(share), collector);
    } catch (error) {
      return refused(`${name} could not be pruned: ${error instanceof Error ? error.message : error}`);
    } finally {
      this.#running = false;
    }
  }

  async #perform(account: HolderAccount, prune: () => unknown, collector: Collector): Promise<PruneResult> {
    const first = this.#measure(collector);
    if (!first.performed) return first;
    const before = amountsOf(account);
    const pruning = prune();
    if (isThenable(pruning)) await pruning;
    const second = this.#measure(collector);
    if (!second.performed) return second;
    const after = amountsOf(account);
    const entries = before.entries - after.entries;
    if (!(entries > 0)) return refused(`${account.holder.name} has let go of nothing.`);
    const freedBytes = first.liveBytes - second.liveBytes;
    const expectedBytes = expected(account, before, after);
    return {
      performed: true,
      entries,
      freedBytes,
      expectedBytes,
      ...conclusionOf(account.holder.name, freedBytes, expectedBytes),
      pauseMs: first.pauseMs + second.pauseMs,
    };
  }

  /** The reading of a forced collection comes before the call returns. */
  #measure(collector: Collector): Measurement {
    let liveBytes = Number.NaN;
    const end = this.#source.onReading((reading) => {
      liveBytes = reading.liveBytes;
    });
    const collection = collector.collect();
    end();
    if (!collection.performed) return collection;
    if (Number.isNaN(liveBytes)) return { performed: false, reason: 'The collection gave no reading.' };
    return { performed: true, liveBytes, pauseMs: collection.pauseMs };
  }
}

function amountsOf({ holder }: HolderAccount): Amounts {
  const { entries, bytes, memory } = holder;
  return { entries: entries(), bytes: memory === 'external' ? undefined : bytes?.() };
}

function refused(reason: string): PruneResult {
  return { performed: false, reason };
}

function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function expected({ size }: HolderAccount, before: Amounts, after: Amounts): number | undefined {
  if (before.bytes !== undefined && after.bytes !== undefined) return before.bytes - after.bytes;
  const bytes = (before.entries - after.entries) * size;
  return Number.isFinite(bytes) ? bytes : undefined;
}
