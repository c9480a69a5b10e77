import { beforeEach, describe, expect, it } from 'vitest';
import type { RecyclingAnswer } from '../../src/pressure/recycling/RecyclingAnswer.ts';
import type { WorkerCondition } from '../../src/pressure/recycling/WorkerCondition.ts';
import { WorkerReporter } from '../../src/pressure/recycling/WorkerReporter.ts';
import { column } from '../../src/wire/sample.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedProcess } from '../pressure/PressedProcess.ts';

const budget = 'All 6 replacements of this hour are used (recycling.maxPerHour).';

/** A worker that is full of what nobody can let go of, and what it says to its primary, which answers as a test says. */
class HopelessWorker extends PressedProcess {
  readonly sent: { readonly atMs: number; readonly condition: WorkerCondition }[] = [];
  answer: RecyclingAnswer | undefined;
  sheds = 0;
  readonly reporter: WorkerReporter;

  constructor(liveBytes: number = 940 * mib) {
    super();
    this.source.liveBytes = liveBytes;
    this.manager.addLoadShedder({ shed: () => (this.sheds += 1), restore: () => {} });
    this.reporter = new WorkerReporter({
      monitor: this.monitor,
      manager: this.manager,
      usedBytes: (row) => row[column.heapUsedBytes]!,
      sinceStartMs: () => 1000,
      send: (condition) => {
        this.sent.push({ atMs: this.time.ms, condition });
        if (this.answer !== undefined) this.reporter.answered(this.answer);
      },
    });
    this.manager.enableAutomaticManagement();
    this.monitor.start();
  }

  /** When it has asked, in whole seconds. */
  get askedAt(): number[] {
    return this.sent
      .filter(({ condition }) => condition.requested !== undefined)
      .map(({ atMs }) => Math.round(atMs / 1000));
  }

  saying(words: string): string[] {
    return this.manager.applied.map(({ detail }) => detail).filter((detail) => detail.includes(words));
  }
}

let worker: HopelessWorker;
beforeEach(() => {
  worker = new HopelessWorker();
});

describe('a replacement that the primary refuses', () => {
  it('is told once, and not asked for again before that makes sense', async () => {
    worker.answer = { refused: budget, againInMs: 600_000 };
    await worker.pass(500_000, 500);
    expect(worker.saying(budget)).toHaveLength(1);
    expect(worker.saying('asked for')).toEqual([]);
    const gaps = worker.askedAt.slice(1).map((at, index) => at - worker.askedAt[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60);
    worker.answer = {};
    await worker.pass(400_000, 500);
    expect(worker.saying('Replacement was asked for.')).toHaveLength(1);
  });

  it('is not waited for: load is shed', async () => {
    worker = new HopelessWorker(905 * mib);
    worker.answer = {};
    const grow = async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second++) {
        worker.source.liveBytes += 0.05 * mib;
        await worker.pass(1000);
      }
    };
    await grow(5);
    worker.sheds = 0; // how fast it grows was not known before
    await grow(60);
    expect([worker.askedAt.length > 0, worker.sheds]).toEqual([true, 0]);
    worker.answer = { refused: budget, againInMs: 3_000_000 };
    await grow(400);
    expect(worker.sheds).toBeGreaterThan(0);
  });
});

describe('a replacement for which there is nobody', () => {
  it('is told once, and the worker says seldom that it needs one', async () => {
    await worker.pass(400_000, 500);
    expect(worker.saying('Nobody who replaces workers has answered.')).toHaveLength(1);
    expect(worker.askedAt.length).toBeLessThan(12);
  });

  it('is asked for again where somebody answers late', async () => {
    await worker.pass(100_000, 500);
    worker.answer = {};
    const before = worker.saying('asked for').length;
    await worker.pass(400_000, 500);
    expect(worker.saying('asked for').length).toBeGreaterThan(before);
  });
});
