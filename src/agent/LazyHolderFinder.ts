import type { HolderFinder, HolderSearch, SnapshotAttempt } from '../sampling/HolderFinder.ts';
import { loadCode } from './loadCode.ts';

/** Finds holders, with code that is loaded when a leak is suspected, which is never in most processes. */
export class LazyHolderFinder implements HolderFinder {
  readonly #load: () => Promise<HolderFinder>;
  #finder: HolderFinder | undefined;

  /** @param load tried again where it fails */
  constructor(load: () => Promise<HolderFinder>) {
    this.#load = load;
  }

  async take(longestPauseMs: number): Promise<SnapshotAttempt> {
    try {
      this.#finder ??= await loadCode(this.#load);
    } catch (error) {
      const message = error instanceof Error ? error.message : error;
      return { performed: false, reason: `The code that finds holders cannot be loaded: ${message}.` };
    }
    return this.#finder.take(longestPauseMs);
  }

  async find(): Promise<HolderSearch> {
    return (await this.#finder?.find()) ?? { performed: false, reason: 'No heap snapshot was taken.' };
  }

  stop(): void {
    this.#finder?.stop();
  }
}
