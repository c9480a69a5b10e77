import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ExposedGc } from '../../../src/sampling/node/ExposedGc.ts';
import { NodeThreadTime } from '../../../src/sampling/node/NodeThreadTime.ts';
import type { CollectionEntry } from '../../../src/sampling/node/observeCollections.ts';
import type { ThreadTime } from '../../../src/sampling/ThreadTime.ts';

/** Collections that happen when a test says so. */
class Told {
  listeners = 0;
  begun = 0;
  nowMs = 0;
  tell: (entries: readonly CollectionEntry[]) => void = () => {};
  readonly counter: NodeThreadTime = new NodeThreadTime({
    now: () => this.nowMs,
    observe: (onEntries) => {
      this.listeners += 1;
      this.begun += 1;
      this.tell = onEntries;
      return () => {
        this.listeners -= 1;
      };
    },
  });

  minorMsAt(nowMs: number): number {
    this.nowMs = nowMs;
    return read(this.counter).gcMinorMs;
  }
}

function read(counter: NodeThreadTime): ThreadTime {
  const time = { gcMinorMs: -1, gcMajorMs: -1, activeMs: -1, idleMs: -1 };
  counter.read(time);
  return time;
}

function entryOf(kind: number, duration: number, startTime = 0): CollectionEntry {
  return { startTime, duration, detail: { kind } };
}

describe('the time of collections', () => {
  it('is a total of minor ones and one of all others, since the first read', () => {
    const told = new Told();
    expect(told.listeners).toBe(0);
    expect(read(told.counter)).toMatchObject({ gcMinorMs: 0, gcMajorMs: 0 });
    told.tell([entryOf(1, 2), entryOf(4, 30), entryOf(8, 0.5), entryOf(16, 1), entryOf(2, 3)]);
    told.tell([entryOf(1, 1)]);
    expect(read(told.counter)).toMatchObject({ gcMinorMs: 6, gcMajorMs: 31.5 });
    expect(read(told.counter)).toMatchObject({ gcMinorMs: 6, gcMajorMs: 31.5 });
  });

  it('is told of each collection to whom listens, one of whom may throw', () => {
    const told = new Told();
    const heard: unknown[] = [];
    told.counter.onCollection(() => {
      throw new Error('a histogram that fails');
    });
    const end = told.counter.onCollection((kind, durationMs) => heard.push([kind, durationMs]));
    read(told.counter);
    told.tell([entryOf(1, 2), entryOf(2, 3), entryOf(4, 30), entryOf(16, 1)]);
    end();
    told.tell([entryOf(1, 5)]);
    expect(heard).toEqual([
      ['minor', 2],
      ['minor', 3],
      ['major', 30],
      ['weakcb', 1],
    ]);
    expect(read(told.counter).gcMinorMs).toBe(10);
  });

  it('is not told where there are so many that listening would be dear, for a minute and then for two', () => {
    const told = new Told();
    const many = Array.from({ length: 300 }, (_, index) => entryOf(1, 0.1, index * 3));
    told.minorMsAt(500_000);
    told.tell(many);
    expect(told.listeners).toBe(0);
    expect(told.minorMsAt(501_000)).toBeNaN();
    expect(told.counter.collections()).toBeUndefined();
    expect(told.minorMsAt(559_000)).toBeNaN();
    expect(told.minorMsAt(560_000)).toBeGreaterThan(0);
    expect(told.counter.collections()?.cumulative('minor').at(-1)).toBeGreaterThan(200);
    told.tell(many);
    expect(told.minorMsAt(679_000)).toBeNaN();
    expect(told.minorMsAt(680_000)).toBeGreaterThan(0);
    expect(told.begun).toBe(3);
  });

  it('is told where as many come over a longer time', () => {
    const told = new Told();
    told.minorMsAt(0);
    told.tell(Array.from({ length: 900 }, (_, index) => entryOf(1, 1, index * 6)));
    expect(told.minorMsAt(6_000)).toBe(900);
    expect(told.listeners).toBe(1);
  });

  it('is unknown where nobody can be listened to, and ends when it is closed', () => {
    const none = new NodeThreadTime({
      observe: () => {
        throw new Error('no PerformanceObserver');
      },
    });
    expect(read(none).gcMajorMs).toBeNaN();
    expect(read(none).gcMajorMs).toBeNaN();
    const told = new Told();
    told.minorMsAt(0);
    told.counter.close();
    expect(told.listeners).toBe(0);
    expect(told.minorMsAt(9e9)).toBeNaN();
  });

  it('is that of V8 in this process', async () => {
    const counter = new NodeThreadTime();
    const before = read(counter);
    const begin = performance.now();
    new ExposedGc().collect();
    const tookMs = performance.now() - begin;
    for (let turn = 0; turn < 4; turn++) await nextTurn();
    const after = read(counter);
    counter.close();
    expect(before.gcMajorMs).toBe(0);
    expect(after.gcMajorMs).toBeGreaterThan(0.2 * tookMs);
  });
});

describe('the time of the event loop', () => {
  it('is active while the loop is kept busy', async () => {
    const counter = new NodeThreadTime();
    await nextTurn();
    const before = read(counter);
    const end = performance.now() + 20;
    while (performance.now() < end);
    await nextTurn();
    expect(read(counter).activeMs - before.activeMs).toBeGreaterThanOrEqual(19);
    counter.close();
  });

  it('is unknown where the application has replaced what it goes by', () => {
    const counter = new NodeThreadTime({
      eventLoopUse: () => {
        throw new Error('process.hrtime is replaced');
      },
    });
    expect(read(counter)).toMatchObject({ activeMs: Number.NaN, idleMs: Number.NaN, gcMinorMs: 0 });
    counter.close();
  });
});
