import { errorInWords } from '../../errorInWords.ts';
import { isAmount as isCount } from '../isAmount.ts';
import { isPromise } from '../isPromise.ts';
import type { CacheUse, ManagedCache, PruneMode, PruneOutcome } from '../ManagedCache.ts';
import type { CacheHandle } from './CacheHandle.ts';
import { SampledSize, type SizeOf } from './SampledSize.ts';

/** A cache of some other library, as the pressure manager sees it: whatever that does, nothing is thrown. */
export class AdaptedCache implements ManagedCache {
  readonly name: string;
  readonly #handle: CacheHandle;
  readonly #size: SampledSize;

  constructor(name: string, handle: CacheHandle, sizeOf?: SizeOf) {
    this.name = name;
    this.#handle = handle;
    this.#size = new SampledSize(sizeOf);
  }

  /** What it was taken for: `lru-cache`. */
  get kind(): string {
    return this.#handle.kind;
  }

  get entries(): number | undefined {
    try {
      const entries: unknown = this.#handle.entries();
      return isCount(entries) ? entries : undefined;
    } catch {
      return undefined;
    }
  }

  get bytes(): number | undefined {
    const { entries } = this;
    return entries === undefined ? undefined : this.#bytesOf(entries);
  }

  get use(): CacheUse | undefined {
    try {
      const use = this.#handle.use?.();
      return use !== undefined && isCount(use.hits) && isCount(use.misses) ? use : undefined;
    } catch {
      return undefined;
    }
  }

  prune(mode: PruneMode): PruneOutcome | Promise<PruneOutcome> {
    return this.#letGo(() => this.#handle.prune(mode));
  }

  clear(): PruneOutcome | Promise<PruneOutcome> {
    return this.#letGo(() => this.#handle.clear());
  }

  #letGo(act: () => unknown): PruneOutcome | Promise<PruneOutcome> {
    const before = this.entries;
    // Looked at now: afterwards those that could tell are gone.
    const bytesBefore = before === undefined ? undefined : this.#bytesOf(before);
    const outcome = (told: unknown, entriesOf: EntriesOf): PruneOutcome => {
      const said = outcomeOf(told);
      const after = this.entries;
      const seen = before === undefined || after === undefined ? undefined : Math.max(0, before - after);
      const entries = entriesOf({ told, said: said.entries, seen, before });
      const estimate =
        bytesBefore === undefined || !before || entries === undefined
          ? bytesBefore
          : Math.round((bytesBefore / before) * entries);
      const { bytes = estimate, failure } = said;
      return failure === undefined ? { entries, bytes } : { entries, bytes, failure };
    };
    const failed = (error: unknown) => outcome({ failure: errorInWords(error) }, entriesAtOnce);
    try {
      const told = act();
      if (!isPromise(told)) return outcome(told, entriesAtOnce);
      return Promise.resolve(told).then((ended) => outcome(ended, entriesLater), failed);
    } catch (error) {
      return failed(error);
    }
  }

  #bytesOf(entries: number): number | undefined {
    try {
      return this.#size.bytesOf(entries, () => this.#handle.contents?.());
    } catch {
      return undefined;
    }
  }
}

/** What is known of the entries that a cache let go of. */
interface EntriesKnown {
  /** What it returned. */
  readonly told: unknown;
  /** The entries in that. */
  readonly said: number | undefined;
  /** The difference of those before and after. */
  readonly seen: number | undefined;
  readonly before: number | undefined;
}

type EntriesOf = (known: EntriesKnown) => number | undefined;

/**
 * What can be counted is not believed from hearsay. A number alone is that of one of our handles, which knows of more than
 * the difference shows, or of a cache that nobody can count.
 */
function entriesAtOnce({ told, said, seen }: EntriesKnown): number | undefined {
  return said !== undefined && isCount(told) ? Math.max(said, seen ?? 0) : (seen ?? said);
}

/** Others may have come while it went on: then it knows better than the difference, but has had no more than before. */
function entriesLater({ said, seen, before }: EntriesKnown): number | undefined {
  return said === undefined ? seen : Math.min(said, before ?? Number.POSITIVE_INFINITY);
}

/** What a cache says that it let go of: a number of entries, or an outcome like ours. */
function outcomeOf(told: unknown): Partial<PruneOutcome> {
  if (isCount(told)) return { entries: told };
  if (typeof told !== 'object' || told === null) return {};
  const { entries, bytes, failure } = told as Partial<PruneOutcome>;
  return {
    entries: isCount(entries) ? entries : undefined,
    bytes: isCount(bytes) ? bytes : undefined,
    failure: typeof failure === 'string' ? failure : undefined,
  };
}
