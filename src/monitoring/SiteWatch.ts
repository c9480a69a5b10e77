import type { AllocationObserver, ObservedSite, SiteLook } from '../sampling/AllocationObserver.ts';
import type { SiteCost } from './MonitorCost.ts';

/** Whom a {@link SiteWatch} tells. */
export interface SiteListener {
  addSiteLook(look: SiteLook): void;
  setSites(sites: readonly ObservedSite[]): void;
}

/** Sampling goes on for so long when nobody wants it any more, since what is known is lost with it. */
const keptMs = 600_000;
/** What could not be done is tried again after so long. */
const retryMs = 600_000;

/**
 * Samples allocations while sites are wanted, and for ten minutes more, and tells what its looks find. An observer that
 * fails in whatever way leaves the readings as they are, without sites.
 */
export class SiteWatch {
  readonly #observer: AllocationObserver | undefined;
  readonly #listener: SiteListener;
  #sampling = false;
  #wantedAt = Number.NEGATIVE_INFINITY;
  #failedAt = Number.NEGATIVE_INFINITY;
  #lastTime = Number.NaN;
  #samplingMs = 0;
  #looks = 0;
  #pauseMs = 0;
  #longestPauseMs = 0;
  #problem: string | undefined;
  #naming = false;

  /** @param observer `undefined` where nobody names sites */
  constructor(observer: AllocationObserver | undefined, listener: SiteListener) {
    this.#observer = observer;
    this.#listener = listener;
  }

  /** Whether allocations are being sampled, so that looks find something. */
  get sampling(): boolean {
    return this.#sampling;
  }

  /** For how long looks have paused so far, in milliseconds. */
  get pauseMs(): number {
    return this.#pauseMs;
  }

  /** What it has cost so far. */
  get cost(): SiteCost {
    return {
      looks: this.#looks,
      pauseMs: this.#pauseMs,
      longestPauseMs: this.#longestPauseMs,
      samplingMs: this.#samplingMs,
      problem: this.#problem,
    };
  }

  /** Begins and ends the sampling. Times ascend, in milliseconds. */
  follow(time: number, wanted: boolean): void {
    if (this.#observer === undefined) return;
    if (this.#sampling) this.#samplingMs += Math.max(0, time - this.#lastTime);
    this.#lastTime = time;
    if (wanted) this.#wantedAt = time;
    if (time - this.#wantedAt > keptMs) this.stop();
    else if (wanted && !this.#sampling && time - this.#failedAt >= retryMs) this.#start(this.#observer, time);
  }

  /** Looks at what was sampled; `undefined` where nothing was. */
  look(): SiteLook | undefined {
    const observer = this.#observer;
    if (observer === undefined || !this.#sampling) return undefined;
    let look: SiteLook | undefined;
    try {
      look = observer.look();
      this.#problem = observer.problem;
    } catch (error) {
      this.#problem = whyNot(error);
    }
    if (this.#problem !== undefined) {
      this.#failedAt = this.#lastTime;
      this.stop();
    }
    if (look === undefined) return undefined;
    this.#looks += 1;
    this.#pauseMs += look.pauseMs;
    this.#longestPauseMs = Math.max(this.#longestPauseMs, look.pauseMs);
    this.#listener.addSiteLook(look);
    void this.#name(observer);
    return look;
  }

  /** Ends the sampling. */
  stop(): void {
    if (!this.#sampling) return;
    this.#sampling = false;
    try {
      this.#observer?.stop();
    } catch (error) {
      this.#problem = whyNot(error);
    }
  }

  #start(observer: AllocationObserver, time: number): void {
    try {
      this.#sampling = observer.start();
      this.#problem = this.#sampling ? undefined : observer.problem;
    } catch (error) {
      this.#problem = whyNot(error);
    }
    // An observer without a problem that has not begun is still being loaded.
    if (this.#problem !== undefined) this.#failedAt = time;
  }

  async #name(observer: AllocationObserver): Promise<void> {
    if (this.#naming) return;
    this.#naming = true;
    try {
      this.#listener.setSites(await observer.sites());
    } catch (error) {
      this.#problem = whyNot(error);
    } finally {
      this.#naming = false;
    }
  }
}

function whyNot(error: unknown): string {
  return `Sites cannot be named: ${error instanceof Error ? error.message : error}.`;
}
