import type { HistoryQuestion } from '../../../src/cli/top/ProcessCourse.ts';
import type { HubQuestions } from '../../../src/cli/top/WatchedHub.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import type { Incident } from '../../../src/wire/incident.ts';
import type { HistoryAnswer } from '../../../src/wire/message.ts';
import type { ProcessSummary } from '../../../src/wire/process.ts';
import { summary } from '../../serving/FakeDirectory.ts';

/** A hub that answers as a test tells it to, and remembers what it was asked. */
export class FakeHub implements HubQuestions {
  readonly path: string;
  readonly asked: string[] = [];
  known: readonly ProcessSummary[] = [summary];
  /** `[time, liveBytes]`, ascending. */
  samples: (readonly [number, number])[] = [];
  events: MemoryEvent[] = [];
  told: readonly Incident[] = [];
  /** The code of the system's error that every question ends in. */
  failure: string | undefined;

  constructor(path = '/tidemark-1/api.sock') {
    this.path = path;
  }

  async knownProcesses(): Promise<readonly ProcessSummary[]> {
    this.asked.push('processes');
    this.#mayFail();
    return this.known;
  }

  async history(id: string, { fromMs, toMs, stepMs }: HistoryQuestion): Promise<HistoryAnswer> {
    this.asked.push(`history ${id} ${fromMs} ${toMs}${stepMs === undefined ? '' : ` step ${stepMs}`}`);
    this.#mayFail();
    const rows = this.samples.filter(([time]) => time >= fromMs && time <= toMs);
    const events = this.events.filter(({ time }) => time >= fromMs && time <= toMs);
    const columns = [rows.map(([time]) => time), rows.map(([, live]) => live)];
    return { id, fields: ['time', 'liveBytes'], columns, stepMs: stepMs ?? 1000, events };
  }

  async incidents(): Promise<readonly Incident[]> {
    this.asked.push('incidents');
    this.#mayFail();
    return this.told;
  }

  /** What it was asked since the last time. */
  takeAsked(): string[] {
    return this.asked.splice(0);
  }

  #mayFail(): void {
    if (this.failure === undefined) return;
    const cause = Object.assign(new Error('failed'), { code: this.failure });
    throw new TidemarkError('HUB_UNAVAILABLE', 'The hub is gone.', { cause });
  }
}
