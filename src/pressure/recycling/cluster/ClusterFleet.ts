import type { Cluster, Worker } from 'node:cluster';
import type { Timers } from '../../../monitoring/Ticker.ts';
import type { RecyclingAnswer } from '../RecyclingAnswer.ts';
import type { Siblings } from '../Siblings.ts';
import type { DrainOutcome, FleetListener, FleetMember, WorkerFleet } from '../WorkerFleet.ts';
import { drainWorker } from './drainWorker.ts';
import { hearInternally, sayInternally } from './internalMessages.ts';

/** What a {@link ClusterFleet} works with. */
export interface ClusterFleetOptions {
  readonly cluster: Pick<Cluster, 'workers' | 'on' | 'off'>;
  /** Starts a worker like the given one. */
  readonly fork: (old: Worker) => Worker;
  readonly now: () => number;
  readonly timers: Timers;
}

interface Entry {
  readonly worker: Worker;
  readonly startedAt: number;
  online: boolean;
  listening: boolean;
  draining: boolean;
  /** A replacement that does not serve yet: what becomes of it is told to whoever waits for it. */
  starting: boolean;
  /** Whether Tidemark runs in it, and has said so. */
  reports: boolean;
  /** Whether a replacement has been started for it. */
  covered: boolean;
  endHearing: () => void;
}

/** An application that starts a worker so soon after one has ended starts it for that reason. */
const answerMs = 2000;
/** A worker that does not listen serves once it has lived for so long. */
const settleMs = 1000;

/** The workers of this primary, whoever started them. */
export class ClusterFleet implements WorkerFleet {
  readonly kind = 'cluster-worker';
  readonly #options: ClusterFleetOptions;
  readonly #listener: FleetListener;
  readonly #entries: Map<string, Entry> = new Map();
  readonly #changed: Set<() => void> = new Set();
  readonly #ends: (() => void)[] = [];
  /** The one that was drained last: its replacement may be wanted after it has gone. */
  #drained: { readonly id: string; readonly worker: Worker } | undefined;
  /** Whether any worker listens: then one serves when it does. */
  #listens = false;
  /** Workers that the application has started by itself for those that had a replacement already. */
  #surplus = 0;
  #coveredEndAt = Number.NEGATIVE_INFINITY;

  constructor(options: ClusterFleetOptions, listener: FleetListener) {
    this.#options = options;
    this.#listener = listener;
    const { cluster, now } = options;
    for (const worker of Object.values(cluster.workers ?? {})) {
      if (worker === undefined || worker.isDead()) continue;
      // Nobody knows whether it listens; it is not the one to be waited for.
      Object.assign(this.#watch(worker), { online: true, listening: true });
    }
    const listen = <Given extends unknown[]>(event: string, heard: (...given: Given) => void): void => {
      cluster.on(event, heard as (...given: unknown[]) => void);
      this.#ends.push(() => void cluster.off(event, heard as (...given: unknown[]) => void));
    };
    listen('fork', (worker: Worker) => {
      if (this.#entries.has(idOf(worker))) return;
      this.#watch(worker);
      if (now() - this.#coveredEndAt < answerMs) this.#surplus += 1;
    });
    listen('online', (worker: Worker) => this.#change(worker, (entry) => (entry.online = true)));
    listen('listening', (worker: Worker) => {
      this.#listens = true;
      this.#change(worker, (entry) => (entry.listening = true));
    });
    listen('exit', (worker: Worker) => this.#end(worker));
  }

  members(): readonly FleetMember[] {
    return [...this.#entries].map(([id, entry]) => ({
      id,
      startedAt: entry.startedAt,
      serving: this.#serves(entry),
    }));
  }

  answer(id: string, answer: RecyclingAnswer): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) sayInternally(entry.worker.process, { answer });
  }

  tellSiblings(id: string, siblings: Siblings): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) sayInternally(entry.worker.process, { siblings });
  }

  async startReplacement(id: string, timeoutMs: number): Promise<string | undefined> {
    const known = this.#entries.get(id);
    const old = known?.worker ?? (this.#drained?.id === id ? this.#drained.worker : undefined);
    const others = this.members().filter((member) => member.serving && member.id !== id);
    if (this.#surplus > 0 && others.length > 0) {
      this.#surplus -= 1;
      return undefined;
    }
    if (old === undefined) return undefined;
    const entry = this.#watch(this.#options.fork(old));
    entry.starting = true;
    if (known !== undefined) known.covered = true;
    try {
      await this.#untilServing(entry, timeoutMs);
    } catch (error) {
      if (known !== undefined) known.covered = false;
      throw error;
    }
    entry.starting = false;
    return idOf(entry.worker);
  }

  async drain(id: string, graceMs: number): Promise<DrainOutcome> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return 'gone';
    entry.draining = true;
    this.#drained = { id, worker: entry.worker };
    const { timers, now } = this.#options;
    return await drainWorker({ worker: entry.worker, graceMs, reports: entry.reports, timers, now });
  }

  close(): void {
    for (const end of this.#ends.splice(0)) end();
    for (const { endHearing } of this.#entries.values()) endHearing();
  }

  #watch(worker: Worker): Entry {
    const id = idOf(worker);
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const startedAt = this.#options.now();
    const entry: Entry = {
      worker,
      startedAt,
      online: false,
      listening: false,
      draining: false,
      starting: false,
      reports: false,
      covered: false,
      endHearing: hearInternally(worker.process, ({ condition }) => {
        if (condition === undefined) return;
        entry.reports = true;
        if (this.#entries.get(id) === entry) this.#listener.reported(id, condition);
      }),
    };
    this.#entries.set(id, entry);
    return entry;
  }

  #serves({ online, listening, draining }: Entry): boolean {
    return !draining && (listening || (online && !this.#listens));
  }

  #change(worker: Worker, change: (entry: Entry) => unknown): void {
    const entry = this.#entries.get(idOf(worker));
    if (entry !== undefined) change(entry);
    for (const changed of this.#changed) changed();
  }

  #end(worker: Worker): void {
    const id = idOf(worker);
    const entry = this.#entries.get(id);
    if (entry?.worker !== worker) return;
    this.#entries.delete(id);
    const { now } = this.#options;
    entry.endHearing();
    if (entry.draining || entry.covered) this.#coveredEndAt = now();
    if (!entry.starting) this.#listener.ended(id, now() - entry.startedAt, worker.exitedAfterDisconnect);
    for (const changed of this.#changed) changed();
  }

  /** Rejects where it ends before it serves, or does not serve in time; it is ended then. */
  #untilServing(entry: Entry, timeoutMs: number): Promise<void> {
    const { timers, now } = this.#options;
    const { worker } = entry;
    return new Promise((resolve, reject) => {
      let settling: unknown;
      const finish = (settle: () => void): void => {
        this.#changed.delete(look);
        timers.clearTimeout(handle);
        if (settling !== undefined) timers.clearTimeout(settling);
        settle();
      };
      const handle = timers.setTimeout(() => {
        this.#coveredEndAt = now();
        finish(() =>
          reject(new Error(`it did not ${this.#listens ? 'listen' : 'run'} within ${timeoutMs} ms`)),
        );
        worker.process.kill('SIGKILL');
      }, timeoutMs);
      const look = (): void => {
        if (worker.isDead()) {
          this.#coveredEndAt = now();
          const { exitCode, signalCode } = worker.process;
          finish(() => reject(new Error(`it ended with ${signalCode ?? `code ${exitCode}`}`)));
        } else if (entry.listening) finish(resolve);
        else if (this.#serves(entry)) settling ??= timers.setTimeout(() => finish(resolve), settleMs);
      };
      this.#changed.add(look);
      // One that cannot even be started tells so here; unheard, that would be an exception of the application.
      worker.on('error', (error) => finish(() => reject(error)));
    });
  }
}

function idOf(worker: Worker): string {
  return String(worker.process.pid);
}
