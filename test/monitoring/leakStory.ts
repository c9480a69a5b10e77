import type { Configuration } from '../../src/configuration/Configuration.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import type { DeclaredHolders } from '../../src/monitoring/holders/Holder.ts';
import { LeakDetector } from '../../src/monitoring/LeakDetector.ts';
import type { ObservedSite } from '../../src/sampling/AllocationObserver.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { toRow } from '../../src/wire/sample.ts';
import { epoch, kib, mib } from './simulation.ts';

/** A report, and the second at which it was told. */
export interface ToldAt extends LeakReport {
  readonly at: number;
}

/** What happens in a process, by the second of its life; what is left out does not happen. */
export interface LeakStory {
  /** Its live size at a major collection; `undefined` where there is none then. */
  readonly liveBytes: (second: number) => number | undefined;
  /** Bytes in sampled allocations that are 40 s old and alive; `undefined` where nobody looks. */
  readonly survivorBytes?: (second: number) => number | undefined;
  /** The sites of the look of that second, once they have names. */
  readonly sites?: (second: number) => readonly ObservedSite[] | undefined;
  readonly holders?: DeclaredHolders;
  readonly settings?: Partial<Configuration['leakDetection']>;
  /** Seconds between two major collections. @default 30 */
  readonly between?: number;
  /** @default 4096 */
  readonly limitMib?: number;
}

/** A site that keeps what it allocates, or some of it. */
export function siteOf(name: string, rateKib: number, survival = 1): ObservedSite {
  return {
    function: name,
    file: '/app/src/store.ts',
    line: 88,
    package: undefined,
    bytesPerSecond: rateKib * kib,
    survival,
    lowestSurvival: 0.9 * survival,
  };
}

/** A detector that is told a story: a sample each 5 s, a reading and a look at allocations at each major collection. */
export class ToldProcess {
  readonly detector: LeakDetector;
  readonly told: ToldAt[] = [];
  readonly #story: LeakStory;
  #second = 0;

  constructor(story: LeakStory) {
    const { configuration } = resolveConfiguration({ overrides: { leakDetection: story.settings ?? {} } });
    this.detector = new LeakDetector(configuration.leakDetection, { holders: story.holders });
    this.#story = story;
  }

  /** What was told, as `suspected at 240 s`. */
  get steps(): string[] {
    return this.told.map(({ level, at }) => `${level} at ${at} s`);
  }

  get levels(): string[] {
    return this.told.map(({ level }) => level);
  }

  until(second: number): this {
    for (; this.#second <= second; this.#second += 5) {
      const time = epoch + 1000 * this.#second;
      const { between = 30, limitMib = 4096 } = this.#story;
      if (this.#second % between === 0) this.#collect(time);
      this.detector.addSample(toRow({ time, heapLimitBytes: limitMib * mib }));
      if (this.#second % 10 !== 0) continue;
      for (const report of this.detector.look()) this.told.push({ ...report, at: this.#second });
    }
    return this;
  }

  #collect(time: number): void {
    const { liveBytes, survivorBytes, sites } = this.#story;
    const bytes = liveBytes(this.#second);
    if (bytes !== undefined) {
      this.detector.addReading({
        time,
        liveBytes: bytes,
        externalBytes: 0,
        majorCollections: this.#second,
      });
    }
    const oldSurvivorBytes = survivorBytes?.(this.#second);
    if (oldSurvivorBytes === undefined) return;
    this.detector.addSiteLook({
      time,
      observedSince: epoch + 90_000,
      oldSurvivorBytes,
      liveBytes: bytes,
      pauseMs: 10,
    });
    const named = sites?.(this.#second);
    if (named) this.detector.setSites(named);
  }
}
