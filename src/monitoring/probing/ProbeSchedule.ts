import type { SiteLook } from '../../sampling/AllocationObserver.ts';
import type { Collection } from '../../sampling/Collector.ts';
import type { LiveReading } from '../../sampling/MemorySource.ts';
import { betweenLooksMs, startUpMs } from '../leakCriteria.ts';
import { Allowance } from './Allowance.ts';
import { PausePrediction } from './PausePrediction.ts';
import type { ProbeAction, ProbeDecision, ProbeMoment } from './ProbeDecision.ts';
import {
  gentleLooks,
  gentleLostMs,
  gentleMsPerByte,
  gentlePauses,
  idlePaceMs,
  type ProbeMode,
  type ProbePace,
  probePaces,
  shortPauseMs,
  sitePaceMs,
} from './probePaces.ts';

/** Settings of a {@link ProbeSchedule}. */
export interface ProbeScheduleOptions {
  readonly mode: ProbeMode;
  /** No probe is made that is predicted to pause for longer. */
  readonly maxPauseMs: number;
}

/** What a probe took. */
export type ProbeTaken = Omit<Extract<Collection, { performed: true }>, 'performed'>;

const nothingDue: ProbeDecision = {};
const lookTooLong: ProbeDecision = { delay: 'too-long', ofSites: true };
const lookOverBudget: ProbeDecision = { delay: 'over-budget', ofSites: true };

/** What is saved up lasts for that much time. */
const savedMs = 300_000;
/** A busy event loop is waited for by a fifth of the pace, and not longer. */
const patience = 1.2;
const busyLoop = 0.5;
/** Samples come a little late or early, and that must not cost a whole one. */
const jitterMs = 1000;
/** A look is a collection and a profile of a few thousand samples. */
const lookFactor = 1.25;
const profileMs = 3;

/** Growth below this, plus this much per second, is no reason to look closer. */
const worthBytes = 64 * 1024;
const worthRate = 2 * 1024;
/** A reading that has grown is followed by seven at most; each that has not takes three away. */
const mostFollowUps = 7;
const lostFollowUps = 3;
const comparedReadings = 3;

/**
 * Decides when a major collection is worth its pause, and of what kind: clock and numbers in, decision out. Natural
 * collections are readings like any other, so that a busy process is hardly ever probed. Readings follow one another
 * closely while the live size grows, from the end of start-up on, and less so while it does not.
 */
export class ProbeSchedule {
  readonly #pace: ProbePace;
  readonly #maxPauseMs: number;
  readonly #pauses: Allowance;
  readonly #cpu: Allowance;
  readonly #collections: PausePrediction = new PausePrediction();
  readonly #looks: PausePrediction = new PausePrediction();
  readonly #gentlePauses: PausePrediction = new PausePrediction(gentlePauses);
  readonly #gentleLooks: PausePrediction = new PausePrediction(gentleLooks);
  readonly #compared: number[] = [];
  #startedAt = Number.NaN;
  #lastTime = Number.NaN;
  #readAt = Number.NEGATIVE_INFINITY;
  #judgedAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** When a gentle collection was started that has made no reading yet. */
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Whether a look waits for that. */
  #isLookAwaited = false;
  #lostLooks = 0;
  #liveBytes = Number.NaN;
  #followUps = mostFollowUps;

  constructor({ mode, maxPauseMs }: ProbeScheduleOptions) {
    this.#pace = probePaces[mode];
    this.#maxPauseMs = maxPauseMs;
    this.#pauses = new Allowance(this.#pace.pauseShare, savedMs, maxPauseMs);
    this.#cpu = new Allowance(this.#pace.cpuShare, savedMs);
  }

  /** Takes a reading, whatever made the collection. */
  addReading({ time, liveBytes }: Pick<LiveReading, 'time' | 'liveBytes'>): void {
    const sinceMs = time - this.#judgedAt;
    this.#readAt = time;
    this.#liveBytes = liveBytes;
    this.#askedAt = Number.NEGATIVE_INFINITY;
    // V8 was faster than the look, which is tried again sooner.
    if (this.#isLookAwaited) {
      this.#lookedAt = time - sitePaceMs / 2;
      this.#lostLooks += 1;
    }
    this.#isLookAwaited = false;
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
   * Takes a collection that was forced. The allowance pays for the whole pause; the next one is predicted from what the
   * collection itself took, since a machine that is busy with others stretches everything that runs on it.
   */
  addCollection(taken: ProbeTaken): void {
    this.#pauses.spend(taken.pauseMs);
    this.#collections.add(ownMs(taken), this.#liveBytes);
  }

  /** Takes a look at the sites, likewise; `undefined` where it found nothing to look at. */
  addLook(time: number, look: Pick<SiteLook, 'pauseMs' | 'cpuMs'> | undefined): void {
    this.#lookedAt = time;
    this.#lostLooks = 0;
    if (look === undefined) return;
    this.#pauses.spend(look.pauseMs);
    this.#looks.add(ownMs(look), this.#liveBytes);
  }

  /** Takes a look that was made when a gentle collection was nearly done, likewise. */
  addGentleLook(time: number, look: Pick<SiteLook, 'pauseMs' | 'cpuMs'> | undefined): void {
    this.#lookedAt = time;
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#isLookAwaited = false;
    this.#lostLooks = 0;
    if (look === undefined) return;
    this.#pauses.spend(look.pauseMs);
    this.#gentleLooks.add(look.pauseMs, this.#liveBytes);
  }

  /**
   * Takes a gentle collection that was started, and returns the processor time in milliseconds that is charged for it.
   *
   * @param forLook whether a look waits for it to be nearly done
   */
  addRequest({ time, usedBytes }: ProbeMoment, pauseMs: number, forLook = false): number {
    this.#isLookAwaited = forLook;
    const cpuMs = this.#gentleMs(usedBytes);
    this.#cpu.spend(cpuMs);
    this.#pauses.spend(pauseMs);
    this.#askedAt = time;
    return cpuMs;
  }

  /** Takes the pause that ended a gentle collection, in milliseconds. It is paid for and learnt from like any other. */
  addGentlePause(pauseMs: number): void {
    this.#pauses.spend(pauseMs);
    this.#gentlePauses.add(pauseMs, this.#liveBytes);
  }

  /** How many looks in a row V8 was faster than. */
  get lostLooks(): number {
    return this.#lostLooks;
  }

  /** The pause to expect at the end of a gentle collection now, in milliseconds. */
  predictedGentleMs({ usedBytes }: Pick<ProbeMoment, 'usedBytes'>): number {
    return this.#gentlePauses.pauseMs(this.#expectedLiveBytes(usedBytes));
  }

  /** The pause to expect of a collection now, in milliseconds. */
  predictedPauseMs({ usedBytes }: Pick<ProbeMoment, 'usedBytes'>): number {
    return this.#collections.pauseMs(this.#expectedLiveBytes(usedBytes));
  }

  /** The pause to expect of a look now, in milliseconds. */
  predictedLookMs(moment: Pick<ProbeMoment, 'usedBytes'>): number {
    if (!this.#looks.learnt) return lookFactor * this.predictedPauseMs(moment) + profileMs;
    return this.#looks.pauseMs(this.#expectedLiveBytes(moment.usedBytes));
  }

  /** The pause to expect of a look when a gentle collection is nearly done, in milliseconds. */
  predictedGentleLookMs({ usedBytes }: Pick<ProbeMoment, 'usedBytes'>): number {
    return this.#gentleLooks.pauseMs(this.#expectedLiveBytes(usedBytes)) + profileMs;
  }

  /** Whether a look now would be short enough, in one way or the other. */
  allowsLook(moment: Pick<ProbeMoment, 'usedBytes' | 'gentleLook'>): boolean {
    return this.#lookAt(moment) !== undefined;
  }

  /** Says what to do. Moments ascend. */
  decide(moment: ProbeMoment): ProbeDecision {
    this.#pass(moment.time);
    if (moment.time - this.#startedAt < startUpMs) return nothingDue;
    const wanted = moment.wantsSites || moment.sampling;
    if (wanted && !this.allowsLook(moment)) return orElse(this.#decideReading(moment, true), lookTooLong);
    if (!moment.sampling) return this.#decideReading(moment, true);
    if (moment.time - this.#lookedAt < this.#patientMs(sitePaceMs, moment)) return nothingDue;
    if (this.#isAwaited(moment.time)) return nothingDue;
    const { action, pauseMs } = this.#lookAt(moment)!;
    const isPaid = action === 'look' || this.#cpu.covers(this.#gentleMs(moment.usedBytes));
    if (isPaid && this.#pauses.covers(pauseMs)) return { action };
    // What a look waits for is not spent on collections that only read.
    return orElse(this.#decideReading(moment, false), lookOverBudget);
  }

  /** The way to look that pauses for less, except that short pauses are not worth a gentle collection. */
  #lookAt(
    moment: Pick<ProbeMoment, 'usedBytes' | 'gentleLook'>,
  ): { readonly action: Extract<ProbeAction, 'look' | 'look-gently'>; readonly pauseMs: number } | undefined {
    const atOnceMs = this.predictedLookMs(moment);
    const gentlyMs = moment.gentleLook ? this.predictedGentleLookMs(moment) : Number.POSITIVE_INFINITY;
    const atOnce = atOnceMs <= shortPauseMs || !(gentlyMs < atOnceMs);
    const pauseMs = atOnce ? atOnceMs : gentlyMs;
    if (pauseMs > this.#maxPauseMs) return undefined;
    return { action: atOnce ? 'look' : 'look-gently', pauseMs };
  }

  #decideReading(moment: ProbeMoment, mayPause: boolean): ProbeDecision {
    if (this.#isAwaited(moment.time)) return nothingDue;
    const pauseMs = this.predictedPauseMs(moment);
    const allowed = pauseMs <= this.#maxPauseMs;
    // The first collections are made at once, where they may be, since only they tell how long a pause is here.
    const gentleMs = this.predictedGentleMs(moment);
    const gently =
      moment.gentle &&
      gentleMs <= this.#maxPauseMs &&
      pauseMs > shortPauseMs &&
      (this.#collections.learnt || !allowed);
    if (!this.#isDue(moment)) return nothingDue;
    if (gently) {
      if (this.#cpu.covers(this.#gentleMs(moment.usedBytes)) && this.#pauses.covers(gentleMs))
        return { action: 'collect-gently' };
      if (!allowed) return { delay: 'over-budget' };
    }
    if (!allowed) return { delay: 'too-long' };
    return mayPause && this.#pauses.covers(pauseMs) ? { action: 'collect' } : { delay: 'over-budget' };
  }

  #gentleMs(usedBytes: number): number {
    return gentleMsPerByte * this.#expectedLiveBytes(usedBytes);
  }

  /** Of what came since the last reading, half is taken for live. */
  #expectedLiveBytes(usedBytes: number): number {
    const liveBytes = Number.isNaN(this.#liveBytes) ? usedBytes : this.#liveBytes;
    return (liveBytes + Math.max(liveBytes, usedBytes)) / 2;
  }

  #pass(time: number): void {
    if (Number.isNaN(this.#startedAt)) this.#startedAt = time;
    const passedMs = Math.max(0, time - this.#lastTime) || 0;
    this.#lastTime = time;
    this.#pauses.pass(passedMs);
    this.#cpu.pass(passedMs);
    this.#collections.pass(passedMs);
    this.#looks.pass(passedMs);
    this.#gentlePauses.pass(passedMs);
    this.#gentleLooks.pass(passedMs);
  }

  #isAwaited(time: number): boolean {
    return time - this.#askedAt < gentleLostMs;
  }

  #isDue(moment: ProbeMoment): boolean {
    const sinceMs = moment.time - this.#readAt;
    return sinceMs >= this.#patientMs(this.#paceMs(moment, sinceMs), moment);
  }

  #patientMs(paceMs: number, { loopUse }: ProbeMoment): number {
    return (loopUse > busyLoop ? patience : 1) * paceMs - jitterMs;
  }

  #paceMs({ usedBytes, suspected }: ProbeMoment, sinceMs: number): number {
    const { gatheringMs, quietMs } = this.#pace;
    if (this.#followUps > 0) return gatheringMs;
    const cannotHaveGrown = usedBytes - this.#liveBytes < worthOf(sinceMs);
    return cannotHaveGrown && !suspected ? Math.max(quietMs, idlePaceMs) : quietMs;
  }
}

/** What is done for a reading goes with why there is no look; why there is no reading is the more important. */
function orElse(reading: ProbeDecision, look: ProbeDecision): ProbeDecision {
  return reading.delay === undefined ? { ...look, ...reading } : reading;
}

function ownMs({ pauseMs, cpuMs = 0 }: Pick<SiteLook, 'pauseMs' | 'cpuMs'>): number {
  return cpuMs > 0 ? Math.min(pauseMs, cpuMs) : pauseMs;
}

function worthOf(sinceMs: number): number {
  return worthBytes + worthRate * (Math.min(sinceMs, idlePaceMs) / 1000);
}
