import { capacityOf } from '../wire/capacity.ts';
import type { PressureLevel } from '../wire/event.ts';
import { column } from '../wire/sample.ts';
import type { MemoryEvents } from './MemoryEvents.ts';

/** The level of somebody who looks at memory besides the thresholds, and why it is that. */
export interface PressureNotice {
  readonly level: PressureLevel;
  /** One sentence. */
  readonly reason: string;
}

const severity: readonly PressureLevel[] = ['normal', 'warning', 'critical'];

/**
 * The level of pressure: the worst of that of the thresholds, from sample to sample, and of what others notice, such as a
 * pressure manager, which sees growth and waiting for memory, too, and looks more often. Each change is told once.
 */
export class PressureFollower {
  readonly #events: Pick<MemoryEvents, 'emit'>;
  readonly #notices: Map<object, PressureNotice> = new Map();
  #thresholds: PressureLevel = 'normal';
  #level: PressureLevel = 'normal';
  #awaited = false;

  constructor(events: Pick<MemoryEvents, 'emit'>) {
    this.#events = events;
  }

  get level(): PressureLevel {
    return this.#level;
  }

  /** Has others look at a sample before the thresholds do: what they notice is told with what those say. */
  awaitThresholds(look: () => void): void {
    this.#awaited = true;
    look();
  }

  /** Takes the level of the thresholds as of a sample. */
  follow(level: PressureLevel, row: ArrayLike<number>): void {
    this.#awaited = false;
    this.#thresholds = level;
    this.#update(row);
  }

  /** Takes what somebody has noticed at a look, until he notices something else. */
  notice(by: object, notice: PressureNotice, row: ArrayLike<number>): void {
    this.#notices.set(by, notice);
    if (!this.#awaited) this.#update(row);
  }

  /** Somebody notices nothing any more; the next sample tells what is left without it. */
  forget(by: object): void {
    this.#notices.delete(by);
  }

  #update(row: ArrayLike<number>): void {
    const notices = [...this.#notices.values()];
    const levels = [this.#thresholds, ...notices.map((notice) => notice.level)];
    const level = severity[Math.max(...levels.map((each) => severity.indexOf(each)))]!;
    const previousLevel = this.#level;
    if (level === previousLevel) return;
    this.#level = level;
    const isOfThresholds = level === this.#thresholds && level !== 'normal';
    const reason = isOfThresholds ? undefined : notices.find((notice) => notice.level === level)?.reason;
    const change = { level, previousLevel, capacity: capacityOf(row) };
    const told = reason === undefined ? change : { ...change, reason };
    this.#events.emit('memory:pressure_changed', row[column.time]!, told);
  }
}
