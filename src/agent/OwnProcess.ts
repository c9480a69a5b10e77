import { IncidentLog } from '../monitoring/IncidentLog.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { HistoryRange } from '../sampling/SampleHistory.ts';
import type { ProcessDirectory } from '../serving/ProcessDirectory.ts';
import type { ProcessAnswer, ProcessCall } from '../wire/call.ts';
import { toWireRow } from '../wire/codec.ts';
import type { MemoryEvent } from '../wire/event.ts';
import type { Incident } from '../wire/incident.ts';
import { keepEvent } from '../wire/keptEvents.ts';
import type { DashboardMessage, HistoryAnswer } from '../wire/message.ts';
import type { ProcessIdentity, ProcessSummary } from '../wire/process.ts';
import type { SnapshotOrder, TakingNews } from '../wire/snapshotTaking.ts';
import type { LazyCalls } from './LazyCalls.ts';
import { SnapshotOrders } from './SnapshotOrders.ts';

const keptEvents = 200;

/** What of a monitor the directory shows. */
type Monitored = Pick<MemoryMonitor, 'history' | 'onSample' | 'onEvent'>;

/** A directory of one: the process that serves is the process that is served. */
export class OwnProcess implements ProcessDirectory {
  readonly #identity: ProcessIdentity;
  readonly #monitor: Monitored;
  readonly #events: MemoryEvent[] = [];
  readonly #incidents = new IncidentLog();
  readonly #orders = new SnapshotOrders();
  readonly #calls: Pick<LazyCalls, 'answer'>;

  constructor(identity: ProcessIdentity, monitor: Monitored, calls: Pick<LazyCalls, 'answer'>) {
    this.#identity = identity;
    this.#monitor = monitor;
    this.#calls = calls;
    monitor.onEvent((event) => this.#keep(event));
  }

  processes(): readonly ProcessSummary[] {
    return [{ identity: this.#identity, state: 'live', exit: undefined, droppedSamples: 0 }];
  }

  history(id: string, range: HistoryRange): HistoryAnswer | undefined {
    if (id !== this.#identity.id) return undefined;
    const { fields, columns, stepMs } = this.#monitor.history.columns(range);
    const events = this.#events.filter(({ time }) => time >= range.fromMs && time <= range.toMs);
    return { id, fields, columns, stepMs, events };
  }

  incidents(): readonly Incident[] {
    return this.#incidents.incidents();
  }

  takeSnapshot(id: string, order: SnapshotOrder, tell: (news: TakingNews) => void): (() => void) | undefined {
    return id === this.#identity.id ? this.#orders.take(order, tell) : undefined;
  }

  call(id: string, call: ProcessCall): Promise<ProcessAnswer> | undefined {
    return id === this.#identity.id ? this.#calls.answer(call) : undefined;
  }

  subscribe(listener: (message: DashboardMessage) => void): () => void {
    const { id } = this.#identity;
    const endSamples = this.#monitor.onSample((row) => listener({ type: 'sample', id, row: toWireRow(row) }));
    const endEvents = this.#monitor.onEvent((event) => listener({ type: 'event', id, event }));
    return () => {
      endSamples();
      endEvents();
    };
  }

  #keep(event: MemoryEvent): void {
    this.#incidents.record(this.#identity.id, event);
    keepEvent(this.#events, event, keptEvents);
  }
}
