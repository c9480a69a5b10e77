import type { AnalysisJob } from '../../profiling/analyst/AnalysisJob.ts';
import type { SnapshotAnalyst } from '../../profiling/analyst/SnapshotAnalyst.ts';
import type { AnalysisRequest, SnapshotDesk } from '../../serving/SnapshotDesk.ts';
import { describe, TidemarkError } from '../../TidemarkError.ts';
import type { DashboardMessage } from '../../wire/message.ts';
import type { Analysis, AnalysisResult, SnapshotEntry } from '../../wire/snapshot.ts';
import { AnalysisPace } from './AnalysisPace.ts';
import type { SnapshotFolder } from './SnapshotFolder.ts';

/** Options of {@link SnapshotAnalyses}. */
export interface SnapshotAnalysesOptions {
  readonly folder: Pick<SnapshotFolder, 'list' | 'pathOf'>;
  readonly analyst: Pick<SnapshotAnalyst, 'analyze' | 'close'>;
  /** Analyses that may wait for their turn. @default 8 */
  readonly mostWaiting?: number;
  /** Analyses that are kept after their end; the oldest go first. @default 20 */
  readonly mostKept?: number;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly steady?: () => number;
}

interface Case {
  analysis: Analysis;
  result: AnalysisResult | undefined;
  readonly job: AnalysisJob;
  readonly lastBytes: number;
  readonly stop: AbortController;
}

/** The analyses that the hub does, one at a time: a bounded queue before it, and a bounded number of answers behind it. */
export class SnapshotAnalyses implements SnapshotDesk {
  readonly #folder: SnapshotAnalysesOptions['folder'];
  readonly #analyst: SnapshotAnalysesOptions['analyst'];
  readonly #mostWaiting: number;
  readonly #mostKept: number;
  readonly #now: () => number;
  readonly #steady: () => number;
  readonly #cases: Map<string, Case> = new Map();
  readonly #listeners: Set<(message: DashboardMessage) => void> = new Set();
  #lastId = 0;
  #running = false;
  #closed = false;

  constructor({
    folder,
    analyst,
    mostWaiting = 8,
    mostKept = 20,
    now = Date.now,
    steady = () => performance.now(),
  }: SnapshotAnalysesOptions) {
    this.#folder = folder;
    this.#analyst = analyst;
    this.#mostWaiting = mostWaiting;
    this.#mostKept = mostKept;
    this.#now = now;
    this.#steady = steady;
  }

  snapshots(): Promise<readonly SnapshotEntry[]> {
    return this.#folder.list();
  }

  analyses(): readonly Analysis[] {
    return [...this.#cases.values()].map(({ analysis }) => analysis);
  }

  outcome(
    id: string,
  ): { readonly analysis: Analysis; readonly result: AnalysisResult | undefined } | undefined {
    const found = this.#cases.get(id);
    return found && { analysis: found.analysis, result: found.result };
  }

  async ask({ kind, snapshots, object }: AnalysisRequest): Promise<Analysis> {
    const listed = await this.#folder.list();
    const entries = snapshots.map((id) => entryOf(listed, id));
    const known = [...this.#cases.values()].find(
      ({ analysis }) =>
        ['waiting', 'running', 'done'].includes(analysis.state) &&
        analysis.kind === kind &&
        analysis.object === object &&
        analysis.snapshots.join() === snapshots.join(),
    );
    if (known !== undefined) return known.analysis;
    const waiting = this.analyses().filter(({ state }) => state === 'waiting').length;
    if (this.#closed || waiting >= this.#mostWaiting) throw tooMany(this.#mostWaiting);
    const id = String(++this.#lastId);
    const asked: Case = {
      analysis: {
        id,
        kind,
        snapshots,
        ...(object !== undefined && { object }),
        state: 'waiting',
        askedAt: this.#now(),
      },
      result: undefined,
      job: { kind, files: entries.map((entry) => this.#folder.pathOf(entry)), object },
      lastBytes: entries.at(-1)!.sizeBytes,
      stop: new AbortController(),
    };
    this.#cases.set(id, asked);
    this.#tell(asked);
    void this.#next();
    return asked.analysis;
  }

  cancel(id: string): Analysis | undefined {
    const found = this.#cases.get(id);
    if (found === undefined) return undefined;
    if (['waiting', 'running'].includes(found.analysis.state)) {
      this.#end(found, { state: 'cancelled' });
      found.stop.abort();
    }
    return found.analysis;
  }

  subscribe(listener: (message: DashboardMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls everything off and ends the process that analyses. */
  close(): void {
    this.#closed = true;
    for (const id of this.#cases.keys()) this.cancel(id);
    this.#listeners.clear();
    this.#analyst.close();
  }

  async #next(): Promise<void> {
    if (this.#running) return;
    const next = [...this.#cases.values()].find(({ analysis }) => analysis.state === 'waiting');
    if (next === undefined) return;
    this.#running = true;
    await this.#run(next);
    this.#running = false;
    void this.#next();
  }

  async #run(one: Case): Promise<void> {
    const pace = new AnalysisPace(one.lastBytes, this.#steady);
    this.#change(one, { state: 'running' });
    try {
      const result = await this.#analyst.analyze(one.job, {
        signal: one.stop.signal,
        progress: (progress) => {
          if (one.analysis.state === 'running') this.#change(one, { progress: pace.at(progress) });
        },
      });
      if (one.stop.signal.aborted) return;
      one.result = result;
      this.#end(one, { state: 'done' });
    } catch (error) {
      if (one.stop.signal.aborted) return;
      const problem = error instanceof TidemarkError ? error.message : 'The analysis failed.';
      this.#end(one, { state: 'failed', problem });
    }
  }

  #end(one: Case, end: Partial<Analysis>): void {
    const { progress: _, ...rest } = one.analysis;
    one.analysis = rest;
    this.#change(one, { ...end, endedAt: this.#now() });
    const ended = this.analyses().filter(({ endedAt }) => endedAt !== undefined);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - this.#mostKept))) this.#cases.delete(id);
  }

  #change(one: Case, change: Partial<Analysis>): void {
    one.analysis = { ...one.analysis, ...change };
    this.#tell(one);
  }

  #tell({ analysis }: Case): void {
    for (const listener of this.#listeners) listener({ type: 'analysis', analysis });
  }
}

function entryOf(listed: readonly SnapshotEntry[], id: string): SnapshotEntry {
  const entry = listed.find((one) => one.id === id);
  if (entry !== undefined) return entry;
  const message = `There is no snapshot ${describe(id)} here: GET /api/snapshots lists those that are.`;
  throw new TidemarkError('NOT_FOUND', message, { option: 'snapshot', received: id });
}

function tooMany(most: number): TidemarkError {
  const rule = `at most ${most} that wait`;
  return new TidemarkError('TOO_MANY_ANALYSES', `Too many analyses are asked for: ${rule}.`, {
    option: 'analyses',
    rule,
  });
}
