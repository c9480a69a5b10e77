import { fromWireRow } from '../../wire/codec.ts';
import type { MemoryEvent } from '../../wire/event.ts';
import type { HistoryAnswer } from '../../wire/message.ts';
import type { ProcessIdentity } from '../../wire/process.ts';
import { column, type SampleRow } from '../../wire/sample.ts';
import { trendMs } from './TopProcess.ts';

const keptEvents = 200;
/** Points of the ten minutes as they are first asked for; a terminal shows no more. */
const firstStepMs = 10_000;
/** Rows so far apart are too few to be worth bytes on the way: only the events of that time are wanted. */
const eventsStepMs = 3_600_000;
const overlapMs = 2000;

/** A stretch of history to be asked for. */
export interface HistoryQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs?: number;
}

/** What is known of the course of one process: its newest sample, ten minutes of live sizes, what it has told. Bounded. */
export class ProcessCourse {
  readonly #identity: ProcessIdentity;
  #row: SampleRow | undefined;
  #times: number[] = [];
  #liveBytes: number[] = [];
  #events: MemoryEvent[] = [];

  constructor(identity: ProcessIdentity) {
    this.#identity = identity;
  }

  get row(): SampleRow | undefined {
    return this.#row;
  }

  get trend(): { readonly times: readonly number[]; readonly liveBytes: readonly number[] } {
    return { times: this.#times, liveBytes: this.#liveBytes };
  }

  get events(): readonly MemoryEvent[] {
    return this.#events;
  }

  /** Whether a sample should have come since the newest one that is known. */
  isDue(now: number): boolean {
    return this.#row === undefined || now >= this.#newestTime() + this.#identity.intervalMs;
  }

  /**
   * What is missing: at first all that was told, ten minutes in coarse steps, and the newest samples; then what is new. Of one
   * that has ended the newest are those before its end.
   */
  questions(now: number, endedAt: number = now): readonly HistoryQuestion[] {
    if (this.#row !== undefined) {
      // An event may be on its way while the sample after it is known already.
      const fromMs = this.#newestTime() - Math.max(this.#identity.intervalMs, overlapMs);
      return [{ fromMs, toMs: Math.max(fromMs, now) }];
    }
    const lastMs = Math.min(now, endedAt);
    const newestMs = 2 * Math.max(this.#identity.intervalMs, firstStepMs);
    return [
      { fromMs: 0, toMs: now, stepMs: eventsStepMs },
      { fromMs: lastMs - trendMs, toMs: lastMs - newestMs, stepMs: firstStepMs },
      { fromMs: lastMs - newestMs, toMs: now },
    ];
  }

  /** Takes the answers to {@link questions}, in their order. Returns whether an event is among them that was not known. */
  take(answers: readonly HistoryAnswer[]): boolean {
    // The hours before are asked for because of their events alone.
    for (const answer of answers.slice(this.#row === undefined ? 1 : 0)) this.#takeRows(answer);
    const unknown = answers.map(({ events }) => this.#takeEvents(events));
    const start = this.#newestTime() - trendMs;
    const old = this.#times.findIndex((time) => time >= start);
    if (old > 0) {
      this.#times = this.#times.slice(old);
      this.#liveBytes = this.#liveBytes.slice(old);
    }
    return unknown.some((count) => count > 0);
  }

  #takeRows({ fields, columns }: HistoryAnswer): void {
    const length = columns[0]?.length ?? 0;
    for (let index = 0; index < length; index++) {
      const row = fromWireRow(
        columns.map((values) => values[index] ?? null),
        fields,
      );
      const time = row[column.time] as number;
      if (!(time > this.#newestTime())) continue;
      this.#row = row;
      const live = row[column.liveBytes] as number;
      if (Number.isNaN(live)) continue;
      this.#times.push(time);
      this.#liveBytes.push(live);
    }
  }

  #takeEvents(events: readonly MemoryEvent[]): number {
    const unknown = events.filter((event) => !this.#events.some((known) => isSame(known, event)));
    if (unknown.length === 0) return 0;
    const all = [...this.#events, ...unknown].sort((left, right) => left.time - right.time);
    this.#events = all.slice(-keptEvents);
    return unknown.length;
  }

  #newestTime(): number {
    return this.#row?.[column.time] ?? Number.NEGATIVE_INFINITY;
  }
}

function isSame(left: MemoryEvent, right: MemoryEvent): boolean {
  return (
    left.time === right.time &&
    left.type === right.type &&
    JSON.stringify(left.payload) === JSON.stringify(right.payload)
  );
}
