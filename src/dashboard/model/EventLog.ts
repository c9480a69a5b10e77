import type { MemoryEvent } from '../../wire/event.ts';
import { indexToForget } from '../../wire/keptEvents.ts';

/** The events of one process, oldest first, each once, bounded. */
export class EventLog {
  readonly #size: number;
  readonly #keys = new Set<string>();
  #events: readonly MemoryEvent[] = [];

  constructor({ size = 500 }: { size?: number } = {}) {
    this.#size = size;
  }

  /** A new array after each change, so that identity tells whether something changed. */
  get events(): readonly MemoryEvent[] {
    return this.#events;
  }

  /** Adds what is not there yet. A replay after a reconnection repeats events; samples are no news. */
  add(...events: readonly MemoryEvent[]): void {
    const fresh = events.filter((event) => {
      const key = keyOf(event);
      if (event.type === 'memory:sampled' || this.#keys.has(key)) return false;
      this.#keys.add(key);
      return true;
    });
    if (fresh.length === 0) return;
    const all = [...this.#events, ...fresh].sort((left, right) => left.time - right.time);
    while (all.length > this.#size) {
      for (const event of all.splice(indexToForget(all), 1)) this.#keys.delete(keyOf(event));
    }
    this.#events = all;
  }
}

/** Names one event among all of its process. */
export function keyOf(event: MemoryEvent): string {
  switch (event.type) {
    case 'memory:threshold_exceeded':
      return `${event.time} ${event.type} ${event.payload.metric}`;
    case 'memory:leak_suspected':
    case 'memory:leak_confirmed':
    case 'memory:leak_withdrawn':
      return `${event.time} ${event.type} ${event.payload.id}`;
    case 'memory:mark':
      return `${event.time} ${event.type} ${event.payload.label}`;
    default:
      return `${event.time} ${event.type}`;
  }
}
