import type { LeakReport, MemoryEvent, MemoryEventPayloads, MemoryEventType } from '../wire/event.ts';
import { column, type SampleRow, toSample } from '../wire/sample.ts';
import type { Diagnostics } from './Diagnostics.ts';
import type { EventBus } from './EventBus.ts';
import { callSafely, type FaultLog } from './FaultLog.ts';
import { Listeners } from './Listeners.ts';

/** `memory:sampled` goes to the event bus once a second at most; a timer may be a little early. */
const betweenSampledMs = 950;

/** Whom the {@link MemoryEvents} tell. */
export interface MemoryEventsOptions {
  readonly eventBus: EventBus | undefined;
  readonly diagnostics: Diagnostics;
  readonly faults: FaultLog;
}

/** Spreads events to handlers, event bus and diagnostics channels, none of which can harm the monitor or each other. */
export class MemoryEvents {
  readonly #options: MemoryEventsOptions;
  readonly #all: Listeners<MemoryEvent>;
  readonly #byType: Map<MemoryEventType, Listeners<unknown>> = new Map();
  #lastSampled = Number.NEGATIVE_INFINITY;

  constructor(options: MemoryEventsOptions) {
    this.#options = options;
    this.#all = new Listeners((error) => options.faults.report('a listener of events', error));
  }

  /** Hears every event but `memory:sampled`. Returns an unsubscribe function. */
  onEvent(listener: (event: MemoryEvent) => unknown): () => void {
    return this.#all.add(listener);
  }

  /** Hears the payloads of one type. Returns an unsubscribe function. */
  on<Type extends MemoryEventType>(
    type: Type,
    handler: (payload: MemoryEventPayloads[Type]) => unknown,
  ): () => void {
    let listeners = this.#byType.get(type);
    if (listeners === undefined) {
      listeners = new Listeners((error) => this.#options.faults.report(`a handler of ${type}`, error));
      this.#byType.set(type, listeners);
    }
    return listeners.add(handler as (payload: unknown) => unknown);
  }

  /** Hears every step of every leak's verdict. Returns an unsubscribe function. */
  onLeak(handler: (report: LeakReport) => unknown): () => void {
    const ends = [
      this.on('memory:leak_suspected', handler),
      this.on('memory:leak_confirmed', handler),
      this.on('memory:leak_withdrawn', handler),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Tells everybody. */
  emit<Type extends Exclude<MemoryEventType, 'memory:sampled'>>(
    type: Type,
    time: number,
    payload: MemoryEventPayloads[Type],
  ): void {
    this.tell({ time, type, payload } as MemoryEvent);
  }

  /** Tells everybody of an event that is made already. */
  tell(event: MemoryEvent): void {
    this.#byType.get(event.type)?.tell(event.payload);
    this.#all.tell(event);
    this.#dispatch(event);
    this.#publish(event);
  }

  /** Tells of a sample, if anybody wants to know; only then an object is made of it. */
  sampled(row: SampleRow): void {
    const time = row[column.time]!;
    const toBus = this.#options.eventBus !== undefined && !(time - this.#lastSampled < betweenSampledMs);
    const toChannel = this.#options.diagnostics.hasSubscribers('memory:sampled');
    if (!toBus && !toChannel) return;
    const event: MemoryEvent = { time, type: 'memory:sampled', payload: toSample(row) };
    if (toBus) {
      this.#lastSampled = time;
      this.#dispatch(event);
    }
    this.#publish(event);
  }

  #dispatch({ type, payload }: MemoryEvent): void {
    const { eventBus, faults } = this.#options;
    if (eventBus === undefined) return;
    callSafely(
      () => eventBus.dispatch(type, payload),
      (error) => faults.report('the event bus', error),
    );
  }

  #publish(event: MemoryEvent): void {
    const { diagnostics, faults } = this.#options;
    if (!diagnostics.hasSubscribers(event.type)) return;
    callSafely(
      () => diagnostics.publish(event),
      (error) => faults.report('a diagnostics channel', error),
    );
  }
}
