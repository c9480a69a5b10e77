import type { ProcessDirectory } from '../../src/serving/ProcessDirectory.ts';
import type { ProcessAnswer, ProcessCall } from '../../src/wire/call.ts';
import type { Incident } from '../../src/wire/incident.ts';
import type { DashboardMessage, HistoryAnswer } from '../../src/wire/message.ts';
import type { ProcessIdentity, ProcessSummary } from '../../src/wire/process.ts';
import type { SnapshotOrder, TakingNews } from '../../src/wire/snapshotTaking.ts';

const identity: ProcessIdentity = {
  id: '4711',
  pid: 4711,
  threadId: 0,
  parentPid: 1,
  role: 'main',
  name: 'server.js',
  nodeVersion: 'v20.20.2',
  platform: 'linux',
  startedAt: 1_000,
  intervalMs: 1_000,
};

export const summary: ProcessSummary = { identity, state: 'live', exit: undefined, droppedSamples: 0 };

type Range = Parameters<ProcessDirectory['history']>[1];

/** A directory of one process that says what a test tells it to say. */
export class FakeDirectory implements ProcessDirectory {
  readonly asked: { id: string; range: Range }[] = [];
  readonly #listeners: Set<(message: DashboardMessage) => void> = new Set();
  known: readonly ProcessSummary[] = [summary];
  failure: Error | undefined;

  processes(): readonly ProcessSummary[] {
    if (this.failure !== undefined) throw this.failure;
    return this.known;
  }

  history(id: string, range: Range): HistoryAnswer | undefined {
    this.asked.push({ id, range });
    if (!this.known.some((process) => process.identity.id === id)) return undefined;
    return { id, fields: ['time'], columns: [[1, 2]], stepMs: 1, events: [] };
  }

  incidents(): readonly Incident[] {
    return [];
  }

  readonly orders: { id: string; order: SnapshotOrder; tell: (news: TakingNews) => void }[] = [];
  calledOff = 0;

  takeSnapshot(id: string, order: SnapshotOrder, tell: (news: TakingNews) => void): (() => void) | undefined {
    if (!this.known.some((process) => process.identity.id === id)) return undefined;
    this.orders.push({ id, order, tell });
    return () => {
      this.calledOff += 1;
    };
  }

  readonly calls: { id: string; call: ProcessCall }[] = [];
  answered: ProcessAnswer = { type: 'refused', reason: 'No answer is given.' };

  call(id: string, call: ProcessCall): Promise<ProcessAnswer> | undefined {
    if (!this.known.some((process) => process.identity.id === id)) return undefined;
    this.calls.push({ id, call });
    return Promise.resolve(this.answered);
  }

  subscribe(listener: (message: DashboardMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  say(message: DashboardMessage): void {
    for (const listener of this.#listeners) listener(message);
  }

  saySample(value: number): void {
    this.say({ type: 'sample', id: '4711', row: [value, null] });
  }
}
