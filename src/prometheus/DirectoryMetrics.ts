import type { ProcessAnswer, ProcessCall } from '../wire/call.ts';
import { fromWireRow } from '../wire/codec.ts';
import type { DashboardMessage, WireRow } from '../wire/message.ts';
import type { MetricReading } from '../wire/metric.ts';
import type { ProcessIdentity, ProcessSummary } from '../wire/process.ts';
import { sampleFields } from '../wire/sample.ts';
import { addMemory, addRuntimeMemory } from './addMemory.ts';
import { EventTally } from './EventTally.ts';
import type { LabelledReading } from './ReadingFamily.ts';
import { Readings } from './Readings.ts';
import type { MetricsPage } from './renderPage.ts';

/** Who knows the processes. */
export interface MeasuredProcesses {
  processes(): readonly ProcessSummary[];
  call(id: string, call: ProcessCall): Promise<ProcessAnswer> | undefined;
  subscribe(listener: (message: DashboardMessage) => void): () => void;
}

/** Options of {@link DirectoryMetrics}. */
export interface DirectoryMetricsOptions {
  readonly directory: MeasuredProcesses;
  /** How long a process is waited for; of one that has not answered by then the last sample is told. @default 1000 */
  readonly patienceMs?: number;
  /** Calls back after a while, without keeping the process alive. Returns what calls it off. @default an unref'd setTimeout */
  readonly schedule?: (callback: () => void, delayMs: number) => () => void;
}

/** Readings of one process: several times as many as there are. */
const mostReadings = 1000;

interface Account {
  readonly startedAt: number;
  readonly tally: EventTally;
  latest: WireRow | undefined;
  /** A question that has not been answered yet: a blocked process is not asked again. */
  asked: Promise<readonly MetricReading[] | undefined> | undefined;
}

type Outcome = 'clean' | 'error' | 'lost';

/**
 * One page for all processes and threads of a directory, told apart by labels. Each is asked for what it knows of itself;
 * leaks, strategies and ends are counted here, from the construction on. Those that have gone are left out.
 */
export class DirectoryMetrics {
  readonly #directory: MeasuredProcesses;
  readonly #patienceMs: number;
  readonly #schedule: NonNullable<DirectoryMetricsOptions['schedule']>;
  readonly #accounts: Map<string, Account> = new Map();
  readonly #exits: Record<Outcome, number> = { clean: 0, error: 0, lost: 0 };
  readonly #unsubscribe: () => void;

  constructor({ directory, patienceMs = 1000, schedule = unrefTimeout }: DirectoryMetricsOptions) {
    this.#directory = directory;
    this.#patienceMs = patienceMs;
    this.#schedule = schedule;
    for (const process of directory.processes()) this.#takeProcess(process);
    this.#unsubscribe = directory.subscribe((message) => this.#take(message));
  }

  /** What a scrape is answered with: OpenMetrics where the `Accept` header names it, else text. */
  async page(accept?: string): Promise<MetricsPage> {
    // prom-client is loaded by the first scrape: most processes never see one.
    const [{ renderPage }, readings] = await Promise.all([import('./renderPage.ts'), this.readings()]);
    return renderPage(readings, accept);
  }

  /** The values of this moment, of all processes. */
  async readings(): Promise<readonly LabelledReading[]> {
    const present = this.#directory.processes().filter(({ state }) => state !== 'gone');
    const told = await Promise.all(present.map((process) => this.#readingsOf(process)));
    const all = new Readings();
    for (const state of ['live', 'silent'] as const) {
      const count = present.filter((process) => process.state === state).length;
      all.add('tidemark_processes', count, { state });
    }
    for (const [outcome, count] of Object.entries(this.#exits)) {
      all.add('tidemark_process_exits_total', count, { outcome });
    }
    return [...told.flat(), ...all.list];
  }

  /** Ends counting. */
  close(): void {
    this.#unsubscribe();
  }

  async #readingsOf({ identity, state }: ProcessSummary): Promise<readonly LabelledReading[]> {
    const account = this.#account(identity);
    const answer = await this.#ask(identity.id, account);
    const readings = new Readings();
    if (answer === undefined) addLatest(readings, identity, account.latest);
    readings.add('tidemark_process_silent', Number(state === 'silent'));
    account.tally.addTo(readings);
    const ownLabels = labelsOf(identity);
    return [...(answer ?? []), ...readings.list].map((reading) => ({ ...reading, ownLabels }));
  }

  #ask(id: string, account: Account): Promise<readonly MetricReading[] | undefined> {
    account.asked ??= this.#answerOf(id).finally(() => {
      account.asked = undefined;
    });
    const { asked } = account;
    return new Promise((resolve) => {
      const callOff = this.#schedule(() => resolve(undefined), this.#patienceMs);
      void asked.then((answer) => {
        callOff();
        resolve(answer);
      });
    });
  }

  async #answerOf(id: string): Promise<readonly MetricReading[] | undefined> {
    const answer = await this.#directory.call(id, { type: 'metrics' });
    return answer?.type === 'metrics' ? answer.metrics.slice(0, mostReadings) : undefined;
  }

  #take(message: DashboardMessage): void {
    if (message.type === 'process') this.#takeProcess(message.process);
    else if (message.type === 'event') this.#accounts.get(message.id)?.tally.take(message.event);
    else if (message.type === 'sample') {
      const account = this.#accounts.get(message.id);
      if (account !== undefined) account.latest = message.row;
    }
  }

  #takeProcess({ identity, state, exit }: ProcessSummary): void {
    if (state !== 'gone') this.#account(identity);
    else if (this.#accounts.delete(identity.id) && exit !== undefined) {
      this.#exits[exit.code === null ? 'lost' : exit.code === 0 ? 'clean' : 'error'] += 1;
    }
  }

  #account({ id, startedAt }: ProcessIdentity): Account {
    const known = this.#accounts.get(id);
    if (known?.startedAt === startedAt) return known;
    const account: Account = { startedAt, tally: new EventTally(), latest: undefined, asked: undefined };
    this.#accounts.set(id, account);
    return account;
  }
}

const longestName = 64;

function labelsOf({ pid, threadId, role, name }: ProcessIdentity): Readonly<Record<string, string>> {
  return { pid: String(pid), thread: String(threadId), role, name: name.slice(0, longestName) };
}

function addLatest(
  readings: Readings,
  { role, threadId }: ProcessIdentity,
  latest: WireRow | undefined,
): void {
  if (latest === undefined) return;
  const row = fromWireRow(latest, sampleFields);
  const scope = { wholeProcess: threadId === 0 };
  if (role !== 'page') addRuntimeMemory(readings, row, scope);
  addMemory(readings, row, scope);
}

function unrefTimeout(callback: () => void, delayMs: number): () => void {
  const timeout = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timeout);
}
