import { IncidentLog } from '../monitoring/IncidentLog.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { HistoryRange } from '../sampling/SampleHistory.ts';
import type { ProcessDirectory } from '../serving/ProcessDirectory.ts';
import type { ProcessAnswer, ProcessCall } from '../wire/call.ts';
import { fromWireRow, toWireRow } from '../wire/codec.ts';
import type { MemoryEvent } from '../wire/event.ts';
import type { Incident } from '../wire/incident.ts';
import type { DashboardMessage, HistoryAnswer, HubMessage } from '../wire/message.ts';
import type { ProcessExit, ProcessSummary } from '../wire/process.ts';
import type { SampleRow } from '../wire/sample.ts';
import type { SnapshotOrder, TakingNews } from '../wire/snapshotTaking.ts';
import type { AgentSession, Hello } from './AgentConnection.ts';
import { CallRequests } from './CallRequests.ts';
import { MonitoredProcess } from './MonitoredProcess.ts';
import { ProcessEnds } from './ProcessEnds.ts';
import { SnapshotRequests } from './SnapshotRequests.ts';

/** Options of a {@link Hub}. */
export interface HubOptions {
  readonly logger: Pick<Logger, 'error'>;
  /** Samples kept of each process at full resolution. @default 1000 */
  readonly historySize?: number;
  /** Processes connected at a time. @default 512 */
  readonly maxConnected?: number;
  /** Processes remembered after they have gone. @default 50 */
  readonly maxGone?: number;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** Many processes, with their histories, events and incidents, from their hello until long after their end. */
export class Hub implements ProcessDirectory {
  readonly #logger: Pick<Logger, 'error'>;
  readonly #historySize: number;
  readonly #maxConnected: number;
  readonly #maxGone: number;
  readonly #now: () => number;
  readonly #processes: Map<string, MonitoredProcess> = new Map();
  readonly #sessions: Map<string, AgentSession> = new Map();
  readonly #speakers: Map<string, (message: HubMessage) => void> = new Map();
  readonly #requests: SnapshotRequests = new SnapshotRequests();
  readonly #calls: CallRequests = new CallRequests();
  readonly #published: Map<string, string> = new Map();
  readonly #ends: ProcessEnds = new ProcessEnds();
  /** What was noted of processes that have not said hello yet. */
  readonly #notes: Map<string, MemoryEvent> = new Map();
  readonly #incidents: IncidentLog = new IncidentLog();
  readonly #listeners: Set<(message: DashboardMessage) => void> = new Set();

  constructor({ logger, historySize = 1000, maxConnected = 512, maxGone = 50, now = Date.now }: HubOptions) {
    this.#logger = logger;
    this.#historySize = historySize;
    this.#maxConnected = maxConnected;
    this.#maxGone = maxGone;
    this.#now = now;
  }

  processes(): readonly ProcessSummary[] {
    return [...this.#processes.values()].map((process) => process.summary());
  }

  /** One process, where it is known. */
  process(id: string): ProcessSummary | undefined {
    return this.#processes.get(id)?.summary();
  }

  /** The newest sample of a process. */
  latest(id: string): SampleRow | undefined {
    return this.#processes.get(id)?.latest();
  }

  history(id: string, range: HistoryRange): HistoryAnswer | undefined {
    return this.#processes.get(id)?.history(range);
  }

  incidents(): readonly Incident[] {
    return this.#incidents.incidents();
  }

  takeSnapshot(id: string, order: SnapshotOrder, tell: (news: TakingNews) => void): (() => void) | undefined {
    const say = this.#speakers.get(id);
    return say === undefined ? undefined : this.#requests.ask(id, say, order, tell);
  }

  call(id: string, call: ProcessCall): Promise<ProcessAnswer> | undefined {
    const say = this.#speakers.get(id);
    return say === undefined ? undefined : this.#calls.ask(id, say, call);
  }

  /** Has the agents that came into a running process stop and leave; each says goodbye once it has. */
  release(pid: number): void {
    for (const [id, say] of this.#speakers) {
      if (this.#processes.get(id)?.identity.pid === pid) say({ type: 'leave' });
    }
  }

  subscribe(listener: (message: DashboardMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes an agent in. One that comes back, the same process under the same id, goes on where it was; another process
   * with the id of an earlier one takes its place.
   */
  admit(
    { process: identity, fields }: Hello,
    say: (message: HubMessage) => void = () => undefined,
  ): AgentSession | { readonly refused: string } {
    const { id } = identity;
    const known = this.#processes.get(id);
    if (!this.#sessions.has(id) && this.#sessions.size >= this.#maxConnected) {
      return { refused: `${this.#maxConnected} processes are connected, which is the most` };
    }
    if (known?.identity.startedAt === identity.startedAt) {
      known.reconnect();
    } else {
      this.#forget(id);
      if (identity.threadId === 0) this.#ends.forget(identity.pid);
      this.#processes.set(id, new MonitoredProcess({ identity, historySize: this.#historySize }));
      const noted = this.#notes.get(id);
      if (noted !== undefined) this.#processes.get(id)?.takeEvent(noted);
      this.#notes.delete(id);
    }
    const process = this.#processes.get(id) as MonitoredProcess;
    const session: AgentSession = {
      sample: (wireRow, dropped) => {
        if (this.#sessions.get(id) !== session) return;
        const row = fromWireRow(wireRow, fields);
        process.takeSample(row, dropped);
        this.#publish(process);
        this.#tell({ type: 'sample', id, row: toWireRow(row) });
      },
      event: (event) => {
        if (this.#sessions.get(id) !== session || event.type === 'memory:sampled') return;
        process.takeEvent(event);
        this.#incidents.record(id, event);
        this.#tell({ type: 'event', id, event });
      },
      taking: (request, news) => {
        if (this.#sessions.get(id) === session) this.#requests.take(id, request, news);
      },
      answer: (request, answer) => {
        if (this.#sessions.get(id) === session) this.#calls.take(id, request, answer);
      },
      childEnded: (childPid, exit) => {
        if (this.#sessions.get(id) === session) this.recordExit(childPid, exit);
      },
      ended: (reason) => {
        if (this.#sessions.get(id) === session) this.#end(process, reason);
      },
    };
    this.#sessions.set(id, session);
    this.#speakers.set(id, say);
    this.#publish(process);
    return session;
  }

  /** An event that the hub itself knows of, and not by the process's agent, which may not have said hello yet. */
  note(id: string, event: MemoryEvent): void {
    const process = this.#processes.get(id);
    if (process !== undefined) process.takeEvent(event);
    else {
      this.#notes.set(id, event);
      const [oldest] = this.#notes.keys();
      if (this.#notes.size > this.#maxGone) this.#notes.delete(oldest as string);
    }
    this.#tell({ type: 'event', id, event });
  }

  /** To be called regularly: notices who has fallen silent. */
  pass(elapsedMs: number): void {
    for (const process of this.#processes.values()) {
      process.pass(elapsedMs);
      this.#publish(process);
    }
  }

  /**
   * How a process ended, from who started it; where that is a shell, also what ran in it and has not said how it ended. Threads
   * that had ended before keep their own ends.
   */
  recordExit(pid: number, { code, signal }: Pick<ProcessExit, 'code' | 'signal'>): void {
    const now = this.#now();
    this.#ends.record(pid, { time: now, code, signal });
    for (const process of this.#processes.values()) {
      const { identity, connected, exit } = process;
      if (connected || (identity.pid !== pid && identity.parentPid !== pid)) continue;
      if (identity.threadId !== 0 && typeof exit?.code === 'number') continue;
      const seen = this.#endOf(process, exit);
      process.ended(seen && { ...seen, time: exit?.time ?? now });
      this.#publish(process);
    }
  }

  /**
   * For how long the main thread of a process had said nothing until it was gone, in milliseconds in which the hub was awake:
   * whatever clocks were set to meanwhile. `undefined` where it is not known.
   */
  quietMs(pid: number): number | undefined {
    return this.#processes.get(String(pid))?.quietMs;
  }

  /** Whether any thread of this process is connected. */
  isConnected(pid: number): boolean {
    return [...this.#processes.values()].some(({ identity, connected }) => identity.pid === pid && connected);
  }

  #end(process: MonitoredProcess, reason: string | undefined): void {
    const { id } = process.identity;
    const time = this.#now();
    this.#sessions.delete(id);
    this.#speakers.delete(id);
    this.#requests.ended(id);
    this.#calls.ended(id);
    process.disconnect();
    process.ended(this.#endOf(process, exitOf(reason, time)));
    this.#incidents.processGone(id, time);
    this.#publish(process);
    // Its place in the order is that of its end, so that the one that is forgotten is the one longest gone.
    this.#processes.delete(id);
    this.#processes.set(id, process);
    const gone = [...this.#processes.values()].filter(({ connected }) => !connected);
    if (gone.length > this.#maxGone) this.#forget((gone[0] as MonitoredProcess).identity.id);
  }

  #endOf({ identity }: MonitoredProcess, said: ProcessExit | undefined): ProcessExit | undefined {
    const { pid, parentPid } = identity;
    const others = [...this.#processes.values()].filter(
      (other) => other.identity.parentPid === parentPid && other.identity.pid !== pid,
    );
    return this.#ends.endOf(identity, said, others.length === 0);
  }

  #forget(id: string): void {
    this.#processes.delete(id);
    this.#published.delete(id);
  }

  /** Tells of a process if anything about it has changed since it was last told of. */
  #publish(process: MonitoredProcess): void {
    const summary = process.summary();
    const { id } = process.identity;
    const text = JSON.stringify([summary.state, summary.exit, summary.droppedSamples, process.identity]);
    if (this.#published.get(id) === text) return;
    this.#published.set(id, text);
    this.#tell({ type: 'process', process: summary });
  }

  #tell(message: DashboardMessage): void {
    for (const listener of this.#listeners) {
      try {
        listener(message);
      } catch (error) {
        this.#logger.error('tidemark: a listener failed', error);
      }
    }
  }
}

/** An agent's last words are `exit code 1`, or `stopped` where its process goes on without it. */
function exitOf(reason: string | undefined, time: number): ProcessExit | undefined {
  if (reason === 'stopped') return undefined;
  const code = /^exit code (\d+)$/.exec(reason ?? '')?.[1];
  return { time, code: code === undefined ? null : Number(code), signal: null };
}
