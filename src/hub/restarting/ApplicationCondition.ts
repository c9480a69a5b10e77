import { seriousShare } from '../../pressure/pressureCriteria.ts';
import type { RecyclingCandidate } from '../../pressure/recycling/decideRecycling.ts';
import { leakReason } from '../../pressure/recycling/leakReason.ts';
import { type RecyclingWish, wishOf } from '../../pressure/recycling/WorkerCondition.ts';
import type { MemoryEvent } from '../../wire/event.ts';

/** What was asked for, and not repeated for so long, is wanted no more. */
const requestMs = 300_000;

/** How an application is, by the events of its agent. */
export class ApplicationCondition {
  readonly #leaks: Map<string, string> = new Map();
  #critical = false;
  #endsAt: number | undefined;
  #endsAtSaid = 0;
  #cause: RecyclingWish['cause'] | undefined;
  #since = 0;
  #requested:
    | { readonly reason: string; readonly at: number; readonly endsInMs?: number | undefined }
    | undefined;

  /** Takes an event that came at this time, of a clock that never goes back. */
  take(event: MemoryEvent, time: number): void {
    switch (event.type) {
      case 'memory:leak_confirmed':
        this.#leaks.set(event.payload.id, leakReason(event.payload));
        break;
      case 'memory:leak_withdrawn':
        this.#leaks.delete(event.payload.id);
        break;
      case 'memory:out_of_memory_predicted':
        if (event.payload.limit === 'host') break;
        this.#endsAt = time + event.payload.etaMs;
        this.#endsAtSaid = time;
        break;
      case 'memory:pressure_changed': {
        const { level, capacity } = event.payload;
        const own = capacity.limits.filter(({ kind }) => kind !== 'host');
        this.#critical = level === 'critical' && own.some(({ ratio }) => ratio >= seriousShare);
        // It asks at `critical` alone, and again when it is as bad as that again.
        if (level !== 'critical') this.#requested = undefined;
        if (level === 'normal') this.#endsAt = undefined;
        break;
      }
      case 'memory:recycling': {
        const { step, reason, endsInMs } = event.payload;
        if (step === 'requested') this.#requested = { reason, at: time, endsInMs };
        break;
      }
      default:
    }
    this.wish(time);
  }

  /** Why it should be replaced, since when, and when it ends by itself, where that is known. */
  wish(time: number): RecyclingCandidate['wish'] {
    // What was to come and has not come was a wrong forecast.
    if (this.#endsAt !== undefined && time > this.#endsAt) this.#endsAt = undefined;
    if (this.#requested !== undefined && time - this.#requested.at > requestMs) this.#requested = undefined;
    const wish = wishOf({
      requested: this.#requested?.reason,
      endsInMs: this.#requestedEndsInMs(time),
      level: this.#critical ? 'critical' : 'normal',
      usedBytes: 0,
      leak: [...this.#leaks.values()].at(-1),
      outOfMemoryMs: this.#endsAt === undefined ? undefined : this.#endsAt - time,
    });
    if (wish?.cause !== this.#cause) this.#since = time;
    this.#cause = wish?.cause;
    const endsAt = wish?.endsInMs === undefined ? undefined : time + wish.endsInMs;
    const saidAt = this.#requested?.at ?? this.#endsAtSaid;
    return wish && { ...wish, since: this.#since, endsAt, foretoldAt: endsAt && saidAt };
  }

  #requestedEndsInMs(time: number): number | undefined {
    const { at, endsInMs } = this.#requested ?? {};
    return at === undefined || endsInMs === undefined ? undefined : at + endsInMs - time;
  }
}
