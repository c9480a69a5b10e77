import { beforeEach, describe, expect, it } from 'vitest';
import type { Recycler } from '../../../src/pressure/MemoryStrategy.ts';
import type { WorkerCondition } from '../../../src/pressure/recycling/WorkerCondition.ts';
import { WorkerReporter } from '../../../src/pressure/recycling/WorkerReporter.ts';
import type { Capacity, LimitKind } from '../../../src/wire/capacity.ts';
import type { LeakReport, MemoryEvent, PressureLevel } from '../../../src/wire/event.ts';
import { column, type SampleRow, sampleFields } from '../../../src/wire/sample.ts';

/** What a monitor and a manager tell, and what they are asked. */
class Told {
  pressureLevel: PressureLevel = 'normal';
  limits: Capacity['limits'] = [];
  etaMs: number | undefined;
  etaLimit: LimitKind = 'heap';
  sample: (row: SampleRow) => void = () => {};
  event: (event: MemoryEvent) => void = () => {};
  level: (change: { level: PressureLevel }) => void = () => {};
  recycle: (reason: string, endsInMs?: number) => void = () => {};
  recycler: Recycler | undefined;
  ends = 0;

  readonly monitor = {
    onSample: (listener: (row: SampleRow) => void) => this.#listen(() => (this.sample = listener)),
    onEvent: (listener: (event: MemoryEvent) => void) => this.#listen(() => (this.event = listener)),
    capacity: () => ({ limits: this.limits, binding: this.limits[0] }),
    predictOutOfMemory: () =>
      this.etaMs === undefined
        ? { predicted: false, reason: 'It does not grow.' }
        : {
            predicted: true,
            etaMs: this.etaMs,
            lowMs: 0,
            highMs: undefined,
            limit: this.etaLimit,
            basis: '',
          },
    told: this,
    get pressureLevel(): PressureLevel {
      return this.told.pressureLevel;
    },
  };

  readonly manager = {
    refusedRequests: 0,
    pressing: undefined as boolean | undefined,
    onLevelChange: (handler: (change: { level: PressureLevel }) => void) =>
      this.#listen(() => (this.level = handler)),
    addRecycler: (recycler: Recycler) =>
      this.#listen(() => {
        this.recycler = recycler;
        this.recycle = (reason, endsInMs) => recycler.requestRecycling(reason, endsInMs);
      }),
  };

  /** A limit is used to this share. */
  use(kind: LimitKind, ratio: number): void {
    this.limits = [{ kind, usedBytes: ratio, limitBytes: 1, ratio }];
  }

  #listen(begin: () => unknown): () => void {
    begin();
    return () => (this.ends += 1);
  }
}

let told: Told;
let sent: WorkerCondition[];
let reporter: WorkerReporter;

function open(withManager: boolean, sharesContainer = false): void {
  told = new Told();
  sent = [];
  reporter = new WorkerReporter({
    monitor: told.monitor as never,
    manager: withManager ? (told.manager as never) : undefined,
    usedBytes: (row) => row[column.rssBytes]!,
    send: (condition) => sent.push(condition),
    sharesContainer,
  });
}

beforeEach(() => open(true));

function sample(seconds: number, rssBytes = 7): void {
  const row = new Float64Array(sampleFields.length).fill(Number.NaN);
  row[column.time] = seconds * 1000;
  row[column.rssBytes] = rssBytes;
  told.sample(row);
}

function leak(type: 'memory:leak_confirmed' | 'memory:leak_withdrawn'): void {
  const payload = { id: 'a', evidence: ['It grows.'], advice: 'Bound it.' } as unknown as LeakReport;
  told.event({ time: 0, type, payload });
}

function endsSoon(): void {
  const payload = { etaMs: 1, lowMs: 0, highMs: undefined, limit: 'heap' } as const;
  told.event({ time: 0, type: 'memory:out_of_memory_predicted', payload });
}

describe('what a worker says of itself', () => {
  it('is that it is well, once', () => {
    for (const seconds of [0, 1, 10, 20]) sample(seconds);
    expect(sent).toEqual([
      { level: 'normal', usedBytes: 7, leak: undefined, outOfMemoryMs: undefined, requested: undefined },
    ]);
  });

  it('is that its level is critical at once, again every five seconds, and when that is over', () => {
    sample(0);
    told.use('heap', 0.9);
    told.level({ level: 'critical' });
    for (const seconds of [1, 2, 5, 6, 10]) sample(seconds);
    told.level({ level: 'warning' });
    sample(20);
    expect(sent.map(({ level }) => level)).toEqual(['normal', 'critical', 'critical', 'critical', 'warning']);
  });

  it('is not a level that outlasts its cause, which a collection has ended', () => {
    sample(0);
    told.use('container', 0.9);
    told.manager.pressing = true;
    told.level({ level: 'critical' });
    told.manager.pressing = false;
    for (const seconds of [1, 2, 3]) sample(seconds);
    told.manager.pressing = true;
    sample(4);
    expect(sent.map(({ level }) => level)).toEqual(['normal', 'critical', 'warning', 'critical']);
  });

  it('is the level of the monitor, where there is no manager', () => {
    open(false);
    told.use('container', 0.9);
    told.pressureLevel = 'critical';
    sample(0);
    expect(sent).toMatchObject([{ level: 'critical' }]);
  });

  it('is not that the host is full, nor a level of which its limits know nothing', () => {
    told.use('host', 0.99);
    told.level({ level: 'critical' });
    told.use('heap', 0.59);
    told.level({ level: 'critical' });
    sample(0);
    expect(sent).toMatchObject([{ level: 'normal' }]);
  });

  it('is that it is confirmed to leak, until that is withdrawn', () => {
    leak('memory:leak_confirmed');
    leak('memory:leak_withdrawn');
    expect(sent.map((condition) => condition.leak)).toEqual([
      'It is confirmed to leak. It grows.',
      undefined,
    ]);
  });

  it('is when its memory runs out, as long as that is so', () => {
    told.etaMs = 90_000;
    endsSoon();
    sample(10);
    told.etaMs = undefined;
    sample(20);
    told.etaMs = 90_000; // nobody has said so
    sample(30);
    expect(sent.map((condition) => condition.outOfMemoryMs)).toEqual([90_000, 90_000, undefined]);
    told.etaLimit = 'host';
    endsSoon();
    expect(sent).toHaveLength(3);
  });

  it('is that nothing helps, until the level is critical no longer', () => {
    for (const better of ['normal', 'warning'] as const) {
      open(true);
      told.level({ level: 'warning' });
      told.recycle('Nothing helps.');
      told.level({ level: 'critical' });
      told.level({ level: better });
      expect(sent.map(({ requested }) => requested)).toEqual(['Nothing helps.', undefined]);
    }
  });

  it('is when it ends, as of then, and no longer once it has outlived that', () => {
    sample(0);
    told.recycle('Nothing helps.', 7000);
    reporter.answered({});
    for (const seconds of [5, 10]) sample(seconds);
    expect(sent.map(({ endsInMs }) => endsInMs)).toEqual([undefined, 7000, 2000, undefined]);
    expect(sent.at(-1)?.requested).toBe('Nothing helps.');
    // It grows on, which is news.
    told.recycle('Nothing helps.', 3000);
    sample(14);
    told.recycle('Nothing helps.', 3000);
    expect(sent.slice(4).map(({ endsInMs }) => endsInMs)).toEqual([3000, 3000]);
  });

  it('is that it still ends, where requests were refused since: these hold it back', () => {
    sample(0);
    told.recycle('Nothing helps.', 7000);
    reporter.answered({});
    for (const seconds of [5, 10]) {
      told.manager.refusedRequests += 3;
      sample(seconds);
    }
    expect(sent.map(({ endsInMs }) => endsInMs)).toEqual([undefined, 7000, 2000, 7000]);
  });

  it('is asked for again where the refusal did not know that memory will be used up', () => {
    sample(0);
    told.recycle('Nothing helps.');
    reporter.answered({ refused: 'It is younger than recycling.minAge.', againInMs: 90_000 });
    expect(told.recycler).toMatchObject({
      refusal: 'It is younger than recycling.minAge.',
      reconsiders: true,
    });
    told.recycle('Nothing helps.', 4000);
    expect(sent.map(({ endsInMs }) => endsInMs)).toEqual([undefined, undefined, 4000]);
    expect(told.recycler).toMatchObject({ refusal: undefined, reconsiders: false });
    reporter.answered({ refused: 'All 6 replacements of this hour are used up.', againInMs: 90_000 });
    expect(told.recycler).toMatchObject({ reconsiders: false });
    expect(told.recycler!.refusal).toContain('All 6');
  });

  it('ends when it is closed', () => {
    reporter.close();
    reporter.close();
    expect(told.ends).toBe(4);
  });
});

describe('one of several in a container', () => {
  beforeEach(() => open(true, true));

  it('says how it is until it hears of the others, twelve times at most, and then when it has grown', () => {
    for (let at = 0; at < 20; at++) sample(5 * at);
    expect(sent).toHaveLength(12);
    open(true, true);
    sample(0);
    reporter.toldOf({ others: 3, leaking: false });
    for (const [seconds, rssBytes] of [
      [5, 7],
      [6, 8],
      [7, 8.5],
      [8, 9],
    ] as const)
      sample(seconds, rssBytes);
    expect(sent.map(({ usedBytes }) => usedBytes)).toEqual([7, 8, 9]);
  });

  it('is relieved by others where there are some, and it has grown evenly or they leak', () => {
    const relieved = (): boolean | undefined => told.recycler?.relievedByOthers;
    expect(relieved()).toBe(false);
    reporter.toldOf({ others: 3, leaking: false });
    expect(relieved()).toBe(true);
    for (let at = 0; at <= 12; at++) sample(5 * at, at < 12 ? 7 : 20);
    expect(relieved()).toBe(false);
    reporter.toldOf({ others: 3, leaking: true });
    expect(relieved()).toBe(true);
    reporter.toldOf({ others: 0, leaking: true });
    expect(relieved()).toBe(false);
  });

  it('says from where on the container is not short, where that is why it asks', () => {
    sample(0);
    told.recycler?.requestRecycling('Full.', 4000, 500);
    expect(sent.at(-1)).toMatchObject({ requested: 'Full.', endsInMs: 4000, containerMark: 500 });
    told.recycler?.requestRecycling('Its heap is full.', 3000);
    expect(sent.at(-1)).toMatchObject({ requested: 'Its heap is full.', containerMark: undefined });
    told.level({ level: 'normal' });
    expect(sent.at(-1)).not.toHaveProperty('containerMark');
  });
});

it('one that is not in the container of others says nothing of it, and is not relieved by them', () => {
  sample(0);
  reporter.toldOf({ others: 3, leaking: true });
  expect(told.recycler?.relievedByOthers).toBe(false);
  told.recycler?.requestRecycling('Full.', 4000, 500);
  expect(sent.at(-1)?.containerMark).toBeUndefined();
});
