import type { MemoryEvent, MemoryEventType } from '../wire/event.ts';

/** Named channels that anybody in the process may subscribe to, without knowing the monitor. */
export interface Diagnostics {
  hasSubscribers(type: MemoryEventType): boolean;
  publish(event: MemoryEvent): void;
}
