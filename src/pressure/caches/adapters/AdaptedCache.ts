import { ignoreRejection } from '../../../monitoring/FaultLog.ts';
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

  prune(mode: PruneMode): PruneOutcome {
    return this.#letGo(() => this.#handle.prune(mode));
  }

  clear(): PruneOutcome {
    return this.#letGo(() => this.#handle.clear());
  }

  #letGo(act: () => unknown): PruneOutcome {
    const before = this.entries;
    // Looked at now: afterwards those that could tell are gone.
    const bytesBefore = before === undefined ? undefined : this.#bytesOf(before);
    let failure: string | undefined;
    let told: unknown;
    try {
      told = act();
      ignoreRejection(told, () => {});
    } catch (error) {
      failure = String(error instanceof Error ? error.message : error);
    }
    const after = this.entries;
    const known = before === undefined || after === undefined ? undefined : Math.max(0, before - after);
    const said = outcomeOf(told);
    const entries = said.entries === undefined ? known : Math.max(said.entries, known ?? 0);
    const estimate =
      bytesBefore === undefined || !before || entries === undefined
        ? bytesBefore
        : Math.round((bytesBefore / before) * entries);
    const bytes = said.bytes ?? estimate;
    failure ??= said.failure;
    return failure === undefined ? { entries, bytes } : { entries, bytes, failure };
  }

  #bytesOf(entries: number): number | undefined {
    try {
      return this.#size.bytesOf(entries, () => this.#handle.contents?.());
    } catch {
      return undefined;
    }
  }
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

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
