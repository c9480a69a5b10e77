import type { Timers } from '../../monitoring/Ticker.ts';
import type { PressureLevel } from '../../wire/event.ts';
import type { PressureReading } from '../PressureGauge.ts';
import { eased, firstStep, isUnsure, nextSeverity, type SeverityState, unshed } from './nextSeverity.ts';
import { OpenCourse } from './OpenCourse.ts';
import type { OpenRequests } from './OpenRequests.ts';
import { RefusalTrial } from './RefusalTrial.ts';
import { VainRefusals } from './VainRefusals.ts';

/** What a {@link SheddingControl} works with. */
export interface SheddingControlOptions {
  /** The most severity that a level allows. */
  readonly ceilings: Readonly<Record<PressureLevel, number>>;
  readonly stepUpMs: number;
  readonly stepDownMs: number;
  readonly timers: Timers;
  /** Milliseconds from anywhere that never go back. */
  readonly now: () => number;
  /** Called at each tick while load is shed: whether and for how long memory has seemed to stay the same, and what is short, or may be. */
  readonly stayedSame?: ((flatMs: number, cause: Reading['cause']) => void) | undefined;
  /** Has garbage collected, to know what is in use; resolves with whether that was done, and never rejects. */
  readonly collect: (cause: Reading['cause'], answersNothing: boolean) => Promise<boolean>;
  /** The requests that were let through. */
  readonly open: Pick<OpenRequests, 'mark' | 'drained' | 'total'>;
  /** Called when shedding has begun, or has ended. */
  readonly changed: (change: {
    readonly shedding: boolean;
    readonly level: PressureLevel;
    readonly reason: string;
  }) => void;
}

type Reading = Pick<
  PressureReading,
  | 'level'
  | 'reason'
  | 'pressing'
  | 'share'
  | 'shareWithGarbage'
  | 'cause'
  | 'close'
  | 'usedBytes'
  | 'growing'
  | 'etaMs'
>;

const nothingShort: Reading = {
  level: 'normal',
  reason: '',
  pressing: false,
  share: Number.NaN,
  shareWithGarbage: Number.NaN,
  cause: undefined,
  close: false,
  usedBytes: Number.NaN,
  growing: false,
  etaMs: Number.POSITIVE_INFINITY,
};
/** A manager that looks at memory does so at least twice a second; one that is not heard of any more has gone. */
const silenceMs = 10_000;
/** As often as a manager looks while memory is near to a mark. */
const tickMs = 100;
/** Shedding that begins again so soon has ended too quickly. */
const relapseMs = 60_000;
/** From this share of the limit on nobody is spared: what is begun now may be the end of what was begun before. */
const sparingShare = 0.9;
/** Memory that has come down by so much is not what ended too early. */
const relievedShare = 0.1;
/** Pressure that is over for less than this has not been over. */
const pauseMs = 2000;
/** Where it was over for so long, what comes then is another shortage, though shedding of the last one has not ended yet. */
const anotherMs = 5000;
const slowest = 8;

/**
 * How much load is shed at this moment, by what the manager says and by time. There is a timer only while load is shed, and
 * it does not keep the process alive.
 */
export class SheddingControl {
  readonly #options: SheddingControlOptions;
  #state: SeverityState = unshed;
  #reading: Reading = nothingShort;
  #observedAt: number | undefined;
  #endedAt = Number.NEGATIVE_INFINITY;
  #overSince = Number.NEGATIVE_INFINITY;
  #slowness = 1;
  /** The used share with which shedding began. */
  #begunShare = Number.NaN;
  #handle: unknown;
  readonly #trial: RefusalTrial;
  readonly #vain: VainRefusals;
  readonly #course: OpenCourse = new OpenCourse();

  constructor(options: SheddingControlOptions) {
    this.#options = options;
    const bornMs = options.now();
    this.#trial = new RefusalTrial((all) => options.collect(this.#reading.cause, all), bornMs);
    this.#vain = new VainRefusals(bornMs);
  }

  /** 0 to 10. */
  get severity(): number {
    const { severity } = this.#state;
    // What is tried out is over soon, and then it is as before.
    return this.#trial.running ? Math.max(severity, this.#options.ceilings.critical) : severity;
  }

  get level(): PressureLevel {
    return this.#reading.level;
  }

  /** Whether nothing is shed though memory is short, since that was in vain. */
  get inVain(): boolean {
    return this.#vain.known && this.severity === 0;
  }

  /** Whether load is shed, or may have to be soon, so that it should be known which requests are open. */
  get near(): boolean {
    return this.#state.severity > 0 || this.#reading.close || this.#reading.level !== 'normal';
  }

  /** Whether nobody can be spared: so little memory is left, or it is tried out whether refusing helps. */
  get full(): boolean {
    return this.#trial.running || (this.#ceiling > 0 && this.#reading.share >= sparingShare);
  }

  /** One sentence for people: what is short; empty where nothing is. */
  get reason(): string {
    return this.#reading.reason;
  }

  /** Load should be shed, from somebody who may say no more about it until it should no longer be. */
  shed(level: PressureLevel, reason: string): void {
    this.#hear({ ...this.#reading, level, reason, pressing: true });
  }

  /** What a look at memory has shown. */
  observe(reading: Reading): void {
    this.#observedAt = this.#options.now();
    this.#hear(reading);
  }

  /** Nothing is short any more: what is shed becomes less, and then nothing. */
  restore(): void {
    this.#hear(nothingShort);
    this.#observedAt = undefined;
  }

  /** Sheds nothing from now on. */
  end(): void {
    this.restore();
    this.#slowness = 1;
    this.#vain.forget();
    this.#become(unshed);
  }

  /** A level outlasts what has caused it, so that it does not flap; what is refused because of it does not. */
  get #ceiling(): number {
    const { level, pressing } = this.#reading;
    return pressing ? this.#options.ceilings[level] : 0;
  }

  #hear(reading: Reading): void {
    const { now: clock, open } = this.#options;
    const now = clock();
    const before = this.#ceiling;
    this.#course.observe(reading.share, open.total);
    this.#reading = reading;
    const ceiling = this.#ceiling;
    if (this.#vain.observe({ nowMs: now, share: reading.share })) open.mark();
    if (ceiling === 0 && before > 0) this.#overSince = now;
    if (ceiling <= before) return;
    if (this.#vain.known) {
      this.#keepTime();
      return;
    }
    if (before === 0) this.#slowness = this.#slownessNow(now);
    const isAnother = before === 0 && this.#state.severity > 0 && now - this.#overSince >= anotherMs;
    this.#become(firstStep(this.#state, ceiling, reading.share));
    if (isAnother) this.#beginTrial(now);
  }

  #slownessNow(now: number): number {
    if (this.#state.severity === 0) {
      return now - this.#endedAt < relapseMs ? Math.min(slowest, this.#slowness * 2) : 1;
    }
    return now - this.#overSince >= pauseMs ? Math.min(slowest, this.#slowness * 2) : this.#slowness;
  }

  #become(state: SeverityState): void {
    const { now, changed } = this.#options;
    const before = this.#state.severity > 0;
    this.#state = state;
    this.#keepTime();
    const shedding = state.severity > 0;
    if (shedding === before) return;
    if (shedding) {
      this.#beginTrial(now());
    } else {
      this.#endedAt = now();
      this.#trial.end();
    }
    changed({ shedding, level: this.level, reason: shedding ? this.reason : this.#endReason });
  }

  /** From now on it is found out whether refusing helps against what is short at this moment. */
  #beginTrial(nowMs: number): void {
    const { share, growing, etaMs } = this.#reading;
    this.#begunShare = share;
    this.#trial.begin({ nowMs, share, growing, etaMs });
    this.#options.open.mark();
  }

  /** Why nothing is shed at a level that has not ended. */
  get #endReason(): string {
    if (this.level === 'normal') return '';
    if (this.#ceiling > 0) return `Refusing requests did not change that: ${this.reason}`;
    return `Memory is not short at this moment; the level stays ${this.level} until that has lasted.`;
  }

  #keepTime(): void {
    const { timers } = this.#options;
    const wanted = this.#state.severity > 0 || this.#ceiling > 0;
    if (wanted === (this.#handle !== undefined)) return;
    if (wanted) {
      this.#handle = timers.setTimeout(() => this.#tick(), tickMs);
      (this.#handle as { unref?: () => void } | undefined)?.unref?.();
    } else {
      timers.clearTimeout(this.#handle);
      this.#handle = undefined;
    }
  }

  #tick(): void {
    const { stepUpMs, stepDownMs, now, open, stayedSame } = this.#options;
    this.#handle = undefined;
    if (this.#observedAt !== undefined && now() - this.#observedAt > silenceMs) this.restore();
    const nowMs = now();
    if (this.#vain.known) {
      const tries =
        this.#ceiling > 0 && this.#vain.triesOnceMore(nowMs, open.drained || !this.#course.mayFillMemory);
      const highest = Math.max(this.#state.share, this.#reading.share);
      this.#become({ ...eased(highest), severity: tries ? this.#ceiling : 0 });
      return;
    }
    this.#become(
      nextSeverity(this.#state, {
        reading: this.#reading,
        ceiling: this.#ceiling,
        elapsedMs: tickMs,
        stepUpMs,
        stepDownMs,
        slowness: this.#reading.share <= this.#begunShare - relievedShare ? 1 : this.#slowness,
      }),
    );
    this.#try(nowMs);
    const { flatMs, severity } = this.#state;
    if (this.#ceiling > 0) stayedSame?.(flatMs, this.#reading.cause);
    else if (severity > 0 && isUnsure(this.#reading)) stayedSame?.(flatMs, 'heap');
    // What nobody allocates for nobody collects, so that it would look short for long.
    else if (severity > 0 && this.level !== 'normal') stayedSame?.(flatMs, this.#reading.cause);
  }

  /** Where refusing is in vain it ends at once: those who come back are those who came before. */
  #try(nowMs: number): void {
    const { severity } = this.#state;
    if (severity === 0) return;
    const { share, usedBytes } = this.#reading;
    const { drained } = this.#options.open;
    const related = this.#course.mayFillMemory;
    const pressing = this.#ceiling > 0;
    const cause = this.#trial.takes({ nowMs, severity, pressing, share, usedBytes, drained, related });
    if (cause === undefined) return;
    this.#vain.begin({ nowMs, share, cause });
    this.#become(eased(share));
  }
}
