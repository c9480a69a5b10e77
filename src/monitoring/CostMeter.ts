import type { MonitorCost, ReadingCost } from './MonitorCost.ts';

/** Measures how long ticks take, and for how long there have been ticks. */
export class CostMeter {
  readonly #now: () => number;
  #startedAt: number | undefined;
  #earlierMs = 0;
  #samples = 0;
  #busyMs = 0;
  #isBusy = false;

  /** @param now milliseconds from anywhere that never go back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The monitor begins to run. */
  start(): void {
    this.#startedAt = this.#now();
  }

  /** The monitor ends. */
  stop(): void {
    this.#earlierMs = this.#runningMs;
    this.#startedAt = undefined;
  }

  /**
   * Runs one tick. What it pauses for collections and looks is in their own accounts.
   *
   * @param pausedMs all pauses so far, within ticks and between them, in milliseconds
   */
  tick(work: () => void, pausedMs: () => number): void {
    this.#samples += 1;
    this.between(work, pausedMs);
  }

  /** Runs what there is to do between ticks; what comes within a tick is in its time already. */
  between(work: () => void, pausedMs: () => number = noPause): void {
    if (this.#isBusy) {
      work();
      return;
    }
    this.#isBusy = true;
    const begin = this.#now();
    const pausedBefore = pausedMs();
    try {
      work();
    } finally {
      this.#busyMs += Math.max(0, this.#now() - begin - (pausedMs() - pausedBefore));
      this.#isBusy = false;
    }
  }

  /** The account so far. */
  cost({ probes, gentle, sites, snapshots }: ReadingCost, heldBytes: number): MonitorCost {
    const runningMs = this.#runningMs;
    const busyMs = this.#busyMs;
    return {
      runningMs,
      samples: this.#samples,
      busyMs,
      busyShare: shareOf(busyMs, runningMs),
      probes: { ...probes, pauseShare: shareOf(probes.pauseMs, runningMs) },
      gentle: {
        ...gentle,
        cpuShare: shareOf(gentle.cpuMs, runningMs),
        pauseShare: shareOf(gentle.pauseMs, runningMs),
      },
      sites: { ...sites, pauseShare: shareOf(sites.pauseMs, runningMs) },
      snapshots,
      heldBytes,
    };
  }

  get #runningMs(): number {
    return this.#startedAt === undefined ? this.#earlierMs : this.#earlierMs + this.#now() - this.#startedAt;
  }
}

const noPause = (): number => 0;

function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
