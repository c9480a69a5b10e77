import { type HistoryRange, SampleHistory } from '../sampling/SampleHistory.ts';
import type { MemoryEvent } from '../wire/event.ts';
import { keepEvent } from '../wire/keptEvents.ts';
import type { HistoryAnswer } from '../wire/message.ts';
import type { ProcessExit, ProcessIdentity, ProcessSummary } from '../wire/process.ts';
import type { SampleRow } from '../wire/sample.ts';

const keptEvents = 200;
const silentAfterIntervals = 3;
const leastSilenceMs = 1500;

/** Options of a {@link MonitoredProcess}. */
export interface MonitoredProcessOptions {
  readonly identity: ProcessIdentity;
  /** Samples kept at full resolution. */
  readonly historySize: number;
}

/** A process as the hub knows it: who it is, how it is, and what it has said so far. */
export class MonitoredProcess {
  readonly identity: ProcessIdentity;
  readonly #history: SampleHistory;
  readonly #events: MemoryEvent[] = [];
  #connected = true;
  #quietMs = 0;
  #exit: ProcessExit | undefined;
  #droppedSamples = 0;

  constructor({ identity, historySize }: MonitoredProcessOptions) {
    this.identity = identity;
    this.#history = new SampleHistory({ size: historySize });
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** `silent` = connected, but nothing came for three intervals: its event loop is blocked, or its machine. */
  get state(): ProcessSummary['state'] {
    if (!this.#connected) return 'gone';
    const silentAfterMs = Math.max(silentAfterIntervals * this.identity.intervalMs, leastSilenceMs);
    return this.#quietMs > silentAfterMs ? 'silent' : 'live';
  }

  get exit(): ProcessExit | undefined {
    return this.#exit;
  }

  summary(): ProcessSummary {
    return {
      identity: this.identity,
      state: this.state,
      exit: this.#exit,
      droppedSamples: this.#droppedSamples,
    };
  }

  latest(): SampleRow | undefined {
    return this.#history.latest();
  }

  takeSample(row: SampleRow, dropped: number): void {
    this.#quietMs = 0;
    // Whatever an agent says, it stays a number that can be told on.
    this.#droppedSamples = Math.min(Number.MAX_SAFE_INTEGER, this.#droppedSamples + dropped);
    this.#history.push(row);
  }

  takeEvent(event: MemoryEvent): void {
    this.#quietMs = 0;
    keepEvent(this.#events, event, keptEvents);
  }

  /** Time in which the hub was awake. Counted rather than read from a clock: a suspended machine makes nobody silent. */
  pass(elapsedMs: number): void {
    if (this.#connected) this.#quietMs += elapsedMs;
  }

  /** For how long nothing had come when it was last connected, in milliseconds in which the hub was awake. */
  get quietMs(): number {
    return this.#quietMs;
  }

  reconnect(): void {
    this.#connected = true;
    this.#quietMs = 0;
    this.#exit = undefined;
  }

  disconnect(): void {
    this.#connected = false;
  }

  ended(exit: ProcessExit | undefined): void {
    this.#exit = exit;
  }

  history(range: HistoryRange): HistoryAnswer {
    const { fields, columns, stepMs } = this.#history.columns(range);
    const events = this.#events.filter(({ time }) => time >= range.fromMs && time <= range.toMs);
    return { id: this.identity.id, fields, columns, stepMs, events };
  }
}
