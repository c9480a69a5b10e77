import type { MemoryEvent } from '../wire/event.ts';
import type { DashboardMessage, HistoryAnswer, WireRow } from '../wire/message.ts';
import type { ProcessSummary } from '../wire/process.ts';
import { column } from '../wire/sample.ts';
import { EventLog } from './model/EventLog.ts';
import { fillStore } from './model/history.ts';
import { ProcessList } from './model/ProcessList.ts';
import { SampleStore } from './model/SampleStore.ts';
import type { Connection, DashboardSource, FeedConnection } from './sources/DashboardSource.ts';

/** Samples kept at full resolution by default, less a margin: the finest part of the past that may be asked for. */
const finestSamples = 900;
const middleTierMs = 2 * 3_600_000;
const mostWaitingRows = 1_000;
const othersMs = 1_000;

/** What the feed tells: something to paint anew, or a sample of the selected process. */
export interface FeedListener {
  changed(): void;
  sampleArrived(): void;
}

/**
 * Keeps what the dashboard shows up to date: the processes, the events of each, the samples of the selected one.
 * Samples that come while the history is being fetched wait for it. A history or processes that cannot be fetched are
 * asked for again with the next message.
 */
export class DashboardFeed {
  readonly processes: ProcessList = new ProcessList();
  readonly store: SampleStore = new SampleStore();
  readonly source: DashboardSource;
  readonly #now: () => number;
  readonly #logs = new Map<string, EventLog>();
  readonly #rssBytes = new Map<string, number>();
  readonly #end: () => void;
  /** Resolves when there is something to show for the first time. */
  readonly whenLoaded: Promise<void>;
  #resolveLoaded: () => void = () => {};
  #listener: FeedListener | undefined;
  #connection: Connection = 'connecting';
  #wasOpen = false;
  #selectedId: string | undefined;
  /** Whom to select when the processes are known. */
  #preferredId: string | undefined;
  #waiting: WireRow[] = [];
  #loadedId: string | undefined;
  /** Counts loads, so that an answer that was overtaken is thrown away. */
  #load = 0;
  #loading = false;
  /** Whether another fetch would leave room in the store: the server folds old samples into coarser ones. */
  #foldable = false;
  #listed = false;
  #listing = false;
  /** Whether the processes could not be fetched the last time. */
  #refused = false;
  /** Of whom something was told while the processes were being fetched: it is newer than the answer. */
  readonly #told = new Set<string>();
  #sourceEnded = false;
  #ended = false;
  #othersShownAt = Number.NEGATIVE_INFINITY;

  /** Begins at once; what comes before somebody listens is kept like all that comes later. */
  constructor(source: DashboardSource, now: () => number = Date.now) {
    this.source = source;
    this.whenLoaded = new Promise((resolve) => {
      this.#resolveLoaded = resolve;
    });
    this.#now = now;
    this.#end = source.subscribe({
      message: (message) => this.#receive(message),
      connection: (connection) => this.#connected(connection),
    });
  }

  /** Tells one listener from now on. */
  listen(listener: FeedListener): void {
    this.#listener = listener;
  }

  destroy(): void {
    this.#end();
    this.#ended = true;
  }

  /** `reconnecting` when the connection was open before, `ended` when the other side has said that it ends. */
  get connection(): FeedConnection {
    if (this.#sourceEnded) return 'ended';
    const connection = this.#connection === 'open' && this.#refused ? 'lost' : this.#connection;
    if (connection !== 'connecting' && connection !== 'lost') return connection;
    return this.#wasOpen || connection === 'lost' ? 'reconnecting' : 'connecting';
  }

  /** `true` once the processes are known and what there is of the selected one is there. */
  get loaded(): boolean {
    return this.#listed && (this.store.length > 0 || this.#loadedId === this.#selectedId);
  }

  get selected(): ProcessSummary | undefined {
    return this.processes.get(this.#selectedId);
  }

  /** Which day it is for those who look. */
  get todayMs(): number {
    return this.#now();
  }

  /** How far what there is may reach. */
  get nowMs(): number {
    return this.source.recordedAtMs ?? this.#now();
  }

  /** Events of the selected process, oldest first. */
  get events(): readonly MemoryEvent[] {
    return this.#selectedId === undefined ? [] : this.#logOf(this.#selectedId).events;
  }

  /** The last RSS heard of a process. */
  rssBytes(id: string): number | undefined {
    return this.#rssBytes.get(id);
  }

  /** Whom somebody has chosen, as soon as it is known. */
  get preferredId(): string | undefined {
    return this.#preferredId;
  }

  /** Selects a process as soon as it is known, rather than the one that would be the first choice. */
  prefer(id: string): void {
    this.#preferredId = id;
    if (this.processes.get(id)) this.select(id);
    // Another process in its place would be taken for it.
    else if (this.#listed) this.select(undefined);
  }

  /** Whom somebody has chosen and nobody knows. */
  get unknownId(): string | undefined {
    return this.#listed && this.#selectedId === undefined ? this.#preferredId : undefined;
  }

  /** Shows a process, or none. */
  select(id: string | undefined): void {
    if (id === this.#selectedId) return;
    this.#selectedId = id;
    this.store.clear();
    this.#waiting = [];
    void this.#loadHistory();
    this.#changed();
  }

  #changed(): void {
    if (this.loaded) this.#resolveLoaded();
    this.#listener?.changed();
  }

  #connected(connection: Connection): void {
    this.#connection = connection;
    if (connection === 'open') {
      this.#wasOpen = true;
      this.#sourceEnded = false;
      if (!this.#listed) void this.#loadProcesses();
    }
    this.#changed();
  }

  #receive(message: DashboardMessage): void {
    if (this.#refused && !this.#listing) void this.#loadProcesses();
    switch (message.type) {
      case 'process':
        this.#forgetFormer(message.process);
        this.processes.set(message.process);
        this.#told.add(message.process.identity.id);
        this.#selectPreferred();
        break;
      case 'event':
        this.#logOf(message.id).add(message.event);
        break;
      case 'sample':
        if (!this.#receiveRow(message.id, message.row)) return;
        break;
      case 'reset':
        void this.#startOver();
        break;
      case 'end':
        this.#sourceEnded = true;
        break;
    }
    this.#changed();
  }

  /** Whether there is something to show. */
  #receiveRow(id: string, row: WireRow): boolean {
    const rssBytes = row[column.rssBytes];
    if (typeof rssBytes === 'number') this.#rssBytes.set(id, rssBytes);
    if (id !== this.#selectedId) return this.#isOthersTurn();
    if (this.#loadedId === id) this.#append(row);
    else {
      this.#waiting.push(row);
      if (this.#waiting.length > mostWaitingRows) this.#waiting.shift();
      if (!this.#loading) void this.#loadHistory();
    }
    this.#listener?.sampleArrived();
    return true;
  }

  /** Of a hundred processes each has a sample a second: what is shown of those that are not selected may wait. */
  #isOthersTurn(): boolean {
    const time = this.#now();
    if (Math.abs(time - this.#othersShownAt) < othersMs) return false;
    this.#othersShownAt = time;
    return true;
  }

  #append(row: WireRow): void {
    this.store.append(
      row.map((value) => value ?? Number.NaN),
      this.selected?.identity.intervalMs ?? 0,
    );
    if (this.store.full && this.#foldable) void this.#loadHistory();
  }

  /** It may be another server: who is still there is asked first, and their history then. */
  async #startOver(): Promise<void> {
    this.#load++;
    this.#loading = false;
    this.#loadedId = undefined;
    await this.#loadProcesses();
    if (this.#loadedId === undefined && !this.#loading && !this.#ended) void this.#loadHistory();
  }

  async #loadProcesses(): Promise<void> {
    this.#listing = true;
    this.#told.clear();
    const processes = await this.source.processes().catch(() => undefined);
    this.#listing = false;
    if (this.#ended) return;
    this.#refused = processes === undefined;
    if (processes !== undefined) {
      for (const process of processes) this.#forgetFormer(process);
      this.processes.replace(processes, this.#told);
      this.#listed = true;
      if (this.selected === undefined) this.select(undefined);
      this.#selectPreferred();
    }
    this.#changed();
  }

  /** In a container each application has the same id: what was told of the last one is not of this one. */
  #forgetFormer({ identity: { id, startedAt } }: ProcessSummary): void {
    const known = this.processes.get(id);
    if (known && known.identity.startedAt !== startedAt) this.#logs.delete(id);
  }

  #selectPreferred(): void {
    const id = this.#preferredId;
    if (id !== undefined && !this.#listed) return;
    const preferred = id === undefined ? this.processes.preferred() : this.processes.get(id);
    if (this.#selectedId === undefined && preferred) this.select(preferred.identity.id);
  }

  async #loadHistory(): Promise<void> {
    const process = this.selected;
    const load = ++this.#load;
    this.#loadedId = undefined;
    this.#loading = false;
    if (process === undefined) return;
    const { id } = process.identity;
    this.#loading = true;
    const answers = await this.#historyOf(process).catch(() => undefined);
    if (this.#ended || load !== this.#load) return;
    this.#loading = false;
    if (answers === undefined) return;
    fillStore(this.store, answers);
    this.#foldable = this.store.length <= this.store.size / 2;
    this.#logOf(id).add(...answers.flatMap(({ events }) => events));
    this.#loadedId = id;
    for (const row of this.#waiting.splice(0)) this.#append(row);
    this.#changed();
  }

  /** From coarse to fine: all of it, the last two hours, the newest. Stops when an answer is as fine as samples come. */
  async #historyOf({ identity, exit }: ProcessSummary): Promise<HistoryAnswer[]> {
    const { id, intervalMs, startedAt } = identity;
    const toMs = exit?.time ?? this.nowMs;
    const starts = [startedAt, toMs - middleTierMs, toMs - finestSamples * intervalMs];
    const answers: HistoryAnswer[] = [];
    for (const fromMs of starts.filter((start, index) => index === 0 || start > startedAt)) {
      const answer = await this.source.history(id, { fromMs, toMs: Math.max(fromMs, this.nowMs) });
      answers.push(answer);
      if (answer.stepMs <= intervalMs) break;
    }
    return answers;
  }

  #logOf(id: string): EventLog {
    const log = this.#logs.get(id) ?? new EventLog();
    this.#logs.set(id, log);
    return log;
  }
}
