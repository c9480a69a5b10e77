import type { Configuration } from '../configuration/Configuration.ts';
import type { Collection } from '../sampling/Collector.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import { betweenLooksMs, startUpMs } from './leakCriteria.ts';
import { PausePrediction } from './PausePrediction.ts';

/** How readily probes are made. */
export type ProbeMode = Exclude<Configuration['probes']['mode'], 'off'>;

/** Settings of a {@link ProbeSchedule}. */
export interface ProbeScheduleOptions {
  readonly mode: ProbeMode;
  /** No probe is made that is predicted to pause for longer. */
  readonly maxPauseMs: number;
}

/** What counts for a probe at this moment. */
export interface ProbeMoment {
  /** Milliseconds, on the clock of the readings. */
  readonly time: number;
  /** Bytes in use, garbage included: what the live size cannot exceed. */
  readonly usedBytes: number;
  /** Share of the recent past for which the event loop was busy, 0 to 1. */
  readonly loopUse: number;
  /** A leak is suspected, so that a reading confirms or clears it. */
  readonly suspected: boolean;
}

/** What a probe took. */
type ProbeTaken = Omit<Extract<Collection, { performed: true }>, 'performed'>;

/** What is to be done: nothing is due, or a probe is due that would cost too much now, or one is made. */
export type ProbeDecision = 'not-due' | 'over-budget' | 'too-long' | 'probe';

interface Pace {
  /** Milliseconds between two readings while evidence is being gathered. */
  readonly gatheringMs: number;
  /** Between two readings when nothing grew. */
  readonly quietMs: number;
  /** Share of wall time that probes may take. */
  readonly share: number;
}

/**
 * A look needs six readings within 150 s, which is one in 25 s whatever the phase. At 75 s in quiet times, a leak that
 * begins then is noticed, followed and told within five minutes.
 */
const paces: Readonly<Record<ProbeMode, Pace>> = {
  eco: { gatheringMs: 50_000, quietMs: 300_000, share: 0.001 },
  standard: { gatheringMs: 25_000, quietMs: 75_000, share: 0.002 },
  prompt: { gatheringMs: 20_000, quietMs: 40_000, share: 0.005 },
};

/** Between two readings where the process has not even allocated enough to have grown. */
const idleMs = 300_000;
/** What is saved up lasts for that much time. */
const savedMs = 300_000;
/** A busy event loop is waited for by a fifth of the pace, and not longer. */
const patience = 1.2;
const busyLoop = 0.5;
/** Samples come a little late or early, and that must not cost a whole one. */
const jitterMs = 1000;

/** Growth below this, plus this much per second, is no reason to look closer. */
const worthBytes = 64 * 1024;
const worthRate = 2 * 1024;
/** A reading that has grown is followed by seven at most; each that has not takes three away. */
const mostFollowUps = 7;
const lostFollowUps = 3;
const comparedReadings = 3;

/**
 * Decides when a major collection is worth its pause: clock and numbers in, decision out. Natural collections are
 * readings like any other, so that a busy process is hardly ever probed. Readings follow one another closely while the
 * live size grows, from the end of start-up on, and seldom while it does not.
 */
export class ProbeSchedule {
  readonly #pace: Pace;
  readonly #maxPauseMs: number;
  readonly #mostSavedMs: number;
  readonly #prediction: PausePrediction = new PausePrediction();
  readonly #compared: number[] = [];
  #startedAt = Number.NaN;
  #lastTime = Number.NaN;
  #savedPauseMs = 0;
  #readAt = Number.NEGATIVE_INFINITY;
  #judgedAt = Number.NEGATIVE_INFINITY;
  #liveBytes = Number.NaN;
  #followUps = mostFollowUps;

  constructor({ mode, maxPauseMs }: ProbeScheduleOptions) {
    this.#pace = paces[mode];
    this.#maxPauseMs = maxPauseMs;
    this.#mostSavedMs = Math.max(maxPauseMs, savedMs * this.#pace.share);
  }

  /** Takes a reading, whatever made the collection. */
  addReading({ time, liveBytes }: Pick<LiveReading, 'time' | 'liveBytes'>): void {
    const sinceMs = time - this.#judgedAt;
    this.#readAt = time;
    this.#liveBytes = liveBytes;
    if (!(time - this.#startedAt >= startUpMs) || sinceMs < betweenLooksMs) return;
    if (this.#compared.length > 0) {
      const grown = liveBytes - Math.max(...this.#compared) > worthOf(sinceMs);
      this.#followUps = grown ? mostFollowUps : Math.max(0, this.#followUps - lostFollowUps);
    }
    this.#judgedAt = time;
    this.#compared.push(liveBytes);
    if (this.#compared.length > comparedReadings) this.#compared.shift();
  }

  /**
   * Takes a probe. The budget pays for the whole pause; the next one is predicted from what the collection itself took,
   * since a machine that is busy with others stretches everything that runs on it.
   */
  addProbe({ pauseMs, cpuMs }: ProbeTaken): void {
    this.#savedPauseMs -= pauseMs;
    this.#prediction.add(cpuMs > 0 ? Math.min(pauseMs, cpuMs) : pauseMs, this.#liveBytes);
  }

  /** The pause to expect of a probe now, in milliseconds; of what came since the last reading, half is taken for live. */
  predictedPauseMs({ usedBytes }: Pick<ProbeMoment, 'usedBytes'>): number {
    const liveBytes = Number.isNaN(this.#liveBytes) ? usedBytes : this.#liveBytes;
    return this.#prediction.pauseMs((liveBytes + Math.max(liveBytes, usedBytes)) / 2);
  }

  /** Says what to do. Moments ascend. */
  decide(moment: ProbeMoment): ProbeDecision {
    this.#pass(moment.time);
    if (moment.time - this.#startedAt < startUpMs || !this.#isDue(moment)) return 'not-due';
    const pauseMs = this.predictedPauseMs(moment);
    if (pauseMs > this.#maxPauseMs) return 'too-long';
    return pauseMs > this.#savedPauseMs ? 'over-budget' : 'probe';
  }

  #pass(time: number): void {
    if (Number.isNaN(this.#startedAt)) this.#startedAt = time;
    const passedMs = Math.max(0, time - this.#lastTime) || 0;
    this.#lastTime = time;
    this.#savedPauseMs = Math.min(this.#mostSavedMs, this.#savedPauseMs + passedMs * this.#pace.share);
    this.#prediction.pass(passedMs);
  }

  #isDue(moment: ProbeMoment): boolean {
    const sinceMs = moment.time - this.#readAt;
    const paceMs = this.#paceMs(moment, sinceMs);
    if (sinceMs < paceMs - jitterMs) return false;
    return !(moment.loopUse > busyLoop) || sinceMs >= patience * paceMs - jitterMs;
  }

  #paceMs({ usedBytes, suspected }: ProbeMoment, sinceMs: number): number {
    const { gatheringMs, quietMs } = this.#pace;
    if (this.#followUps > 0) return gatheringMs;
    const cannotHaveGrown = usedBytes - this.#liveBytes < worthOf(sinceMs);
    return cannotHaveGrown && !suspected ? Math.max(quietMs, idleMs) : quietMs;
  }
}

function worthOf(sinceMs: number): number {
  return worthBytes + worthRate * (Math.min(sinceMs, idleMs) / 1000);
}
