import type { Configuration } from '../../configuration/Configuration.ts';
import type { PressureLevel, ThresholdCrossing, ThresholdMetric } from '../../wire/event.ts';
import { column } from '../../wire/sample.ts';
import { Thresholds } from './Thresholds.ts';

/** A level that a metric was at. */
export interface LevelReached {
  readonly metric: ThresholdMetric;
  readonly level: Exclude<PressureLevel, 'normal'>;
  /** How many times it was entered. */
  readonly entered: number;
  /** Epoch milliseconds. */
  readonly firstTime: number;
  /** How long it lasted, all times together. */
  readonly totalMs: number;
  /** One sentence: what was told the first time. */
  readonly message: string;
}

type Reached = { -readonly [Key in keyof LevelReached]: LevelReached[Key] };

/** The thresholds that run live, shown samples of the past: which would have been crossed, how often and for how long. */
export class ThresholdReplay {
  // What is usual between two samples is known only at the end, so a gap counts as what lies on both of its sides.
  readonly #thresholds: Thresholds;
  readonly #reached: Map<string, Reached> = new Map();
  readonly #current: Map<ThresholdMetric, Reached> = new Map();
  #lastTime = Number.NaN;

  constructor(settings: Configuration['thresholds']) {
    this.#thresholds = new Thresholds(settings, Number.POSITIVE_INFINITY);
  }

  addSample(row: ArrayLike<number>): void {
    const time = row[column.time]!;
    const passedMs = time - this.#lastTime;
    this.#lastTime = time;
    for (const reached of this.#current.values()) reached.totalMs += passedMs;
    this.#thresholds.update(row, (crossing) => this.#cross(time, crossing));
  }

  /** The levels that were entered, in the order of their first time. */
  levels(): LevelReached[] {
    return [...this.#reached.values()].map((reached) => ({ ...reached }));
  }

  #cross(time: number, { metric, level, previousLevel, message }: ThresholdCrossing): void {
    if (level === 'normal') {
      this.#current.delete(metric);
      return;
    }
    const key = `${metric} ${level}`;
    const reached = this.#reached.get(key) ?? {
      metric,
      level,
      entered: 0,
      firstTime: time,
      totalMs: 0,
      message,
    };
    // Coming down from critical, the warning goes on; it is not entered.
    if (previousLevel !== 'critical' || reached.entered === 0) reached.entered += 1;
    this.#reached.set(key, reached);
    this.#current.set(metric, reached);
  }
}
