import { describe, expect, it } from 'vitest';
import type { LeakReport } from '../../src/testing/LeakReport.ts';
import { completeLeakTestOptions, type LeakTestOptions } from '../../src/testing/LeakTestOptions.ts';
import { leakTest, testForLeaks } from '../../src/testing/leakTest.ts';
import { FakeHeap } from './FakeHeap.ts';

function judged(
  heap: FakeHeap,
  operation: () => unknown,
  options: LeakTestOptions = {},
): Promise<LeakReport> {
  return testForLeaks(
    operation,
    completeLeakTestOptions({ explain: false, ...options }),
    heap.surroundings(),
  );
}

/** Of a heap of its own, for operations that are told by what the nth run keeps. */
function reportOf(keeps: (run: number) => number, options: LeakTestOptions = {}): Promise<LeakReport> {
  const heap = new FakeHeap();
  return judged(heap, heap.operation(keeps), options);
}

/** Deterministic numbers from -1 to 1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state / 2 ** 31) * 2 - 1;
  };
}

describe('what leaks', () => {
  it.each([16, 100, 1024, 1_000_000])('is told where each run keeps %i bytes', async (bytes) => {
    const heap = new FakeHeap();
    const report = await judged(
      heap,
      heap.operation(() => bytes),
      { runs: 600 },
    );
    expect(report).toMatchObject({ leaks: true, bytesPerRun: bytes, runs: 1600, runsBefore: 620 });
    expect(report.interval).toEqual({ lowBytes: bytes, highBytes: bytes, confidence: 0.95 });
    expect(report.roundBytesPerRun).toHaveLength(8);
  });

  it('is told by 100 bytes a run within the usual number of runs, with noise of half a kilobyte around it', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const heap = new FakeHeap();
      const random = noise(seed);
      heap.noise = () => 500 * random();
      expect(
        await judged(
          heap,
          heap.operation(() => 100),
        ),
      ).toMatchObject({ leaks: true });
    }
  });

  it('is told where the table that it is in doubles now and then', async () => {
    const report = await reportOf((run) => 100 + (Number.isInteger(Math.log2(run)) ? 16 * run : 0));
    expect(report.leaks).toBe(true);
  });

  it('is told where it leaks at every third run', async () => {
    expect(await reportOf((run) => (run % 3 === 0 ? 300 : 0))).toMatchObject({ leaks: true });
  });

  it('is told of runs that take so long that there is time for few', async () => {
    const heap = new FakeHeap();
    const operation = heap.operation(() => 5000);
    const slow = (): void => {
      heap.pass(99);
      operation();
    };
    const report = await judged(heap, slow, { timeoutMs: 10_000 });
    expect(report.leaks).toBe(true);
    expect(report.runs).toBeLessThan(60);
    expect(heap.time).toBeLessThan(10_000);
  });

  it('is told beyond the budget, and not within it', async () => {
    expect(await reportOf(() => 150, { budgetBytes: 100 })).toMatchObject({ leaks: true, budgetBytes: 100 });
    expect(await reportOf(() => 90, { budgetBytes: 100 })).toMatchObject({ leaks: false });
  });
});

describe('what does not leak', () => {
  it('is told after the usual runs, without further ones', async () => {
    const report = await reportOf(() => 0);
    expect(report).toMatchObject({ leaks: false, bytesPerRun: 0, runs: 120, runsBefore: 20, instances: [] });
    expect(report).not.toHaveProperty('whyNot');
    expect(report).not.toHaveProperty('holder');
  });

  it('is noise of a kilobyte, whatever its order', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const heap = new FakeHeap();
      const random = noise(seed);
      heap.noise = () => 1024 * random();
      expect(
        await judged(
          heap,
          heap.operation(() => 0),
        ),
      ).toMatchObject({ leaks: false });
    }
  });

  it('is what readings themselves leave', async () => {
    const heap = new FakeHeap();
    heap.noise = () => {
      heap.bytes += 300;
      return 0;
    };
    expect(
      await judged(
        heap,
        heap.operation(() => 0),
      ),
    ).toMatchObject({ leaks: false });
  });

  it.each([1, 15, 25, 90, 139])('is a cache that is filled once, at run %i', async (once) => {
    expect(await reportOf((run) => (run === once ? 2_000_000 : 0))).toMatchObject({ leaks: false });
  });

  it.each([50, 150, 500, 1000, 1300, 1500, 1600])(
    'is a cache that gets full with %i entries',
    async (entries) => {
      const report = await reportOf((run) => (run <= entries ? 500 : 0));
      expect(report.leaks).toBe(false);
    },
  );

  it('is a larger cache, where there are more runs to confirm it', async () => {
    const cache = (run: number): number => (run <= 5000 ? 500 : 0);
    expect(await reportOf(cache)).toMatchObject({ leaks: true });
    const report = await reportOf(cache, { confirmingRuns: 10_000 });
    expect(report).toMatchObject({
      leaks: false,
      whyNot: expect.stringMatching(/^it grew in \d of \d rounds/),
    });
  });

  it('is a cache of random keys, which fills less and less', async () => {
    const report = await reportOf((run) => 500 * Math.exp(-run / 400));
    expect(report.leaks).toBe(false);
  });

  it('is a buffer that is flushed now and then', async () => {
    const report = await reportOf((run) => (run % 900 === 0 ? -899 * 100 : 100));
    expect(report.leaks).toBe(false);
  });

  it('is what V8 compiles in the beginning, and again in between', async () => {
    const report = await reportOf((run) => (run < 60 ? 200 : run % 400 === 0 ? 6000 : 0));
    expect(report.leaks).toBe(false);
  });

  it('is memory that is let go of', async () => {
    expect(await reportOf(() => -50)).toMatchObject({ leaks: false, bytesPerRun: -50 });
  });

  it('is what goes by itself soon after the last run', async () => {
    const heap = new FakeHeap();
    const before = heap.bytes;
    heap.onWait = () => {
      heap.bytes = before;
    };
    const report = await judged(
      heap,
      heap.operation(() => 1000),
    );
    expect(heap.waits).toEqual([500]);
    expect(report).toMatchObject({
      leaks: false,
      whyNot: 'what had grown went by itself within 500 ms of the last run',
    });
  });
});

describe('what cannot be told', () => {
  it('is told by a code where time is up', async () => {
    const heap = new FakeHeap();
    const slow = (): void => heap.pass(700);
    await expect(judged(heap, slow, { timeoutMs: 2000 })).rejects.toMatchObject({
      code: 'LEAK_UNDECIDED',
      message: expect.stringContaining('timeoutMs allows 2 s in all'),
    });
  });

  it('is told by a code where a run does not end', async () => {
    const heap = new FakeHeap();
    const waiting = judged(heap, () => new Promise(() => undefined), { timeoutMs: 2000 });
    const outcome = expect(waiting).rejects.toMatchObject({
      code: 'LEAK_UNDECIDED',
      message:
        'Whether it leaks is not known after 0 runs: a run had not ended when the 2 s of timeoutMs were over',
    });
    await Promise.resolve();
    heap.pass(2000);
    await outcome;
    expect(heap.released).toBe(heap.held);
  });

  it('is told by a code where nothing can be collected', async () => {
    const heap = new FakeHeap();
    heap.refusal = 'V8 was started with --freeze-flags-after-init.';
    await expect(judged(heap, () => undefined)).rejects.toMatchObject({
      code: 'LEAK_UNDECIDED',
      message: 'No leak can be told: V8 was started with --freeze-flags-after-init.',
    });
  });
});

describe('an operation', () => {
  it('that throws ends the test with its error, and lets the compilers go on', async () => {
    const heap = new FakeHeap();
    const failing = (): never => {
      throw new RangeError('broken');
    };
    await expect(judged(heap, failing)).rejects.toThrow(new RangeError('broken'));
    await expect(judged(heap, () => Promise.reject(new RangeError('later')))).rejects.toThrow('later');
    expect([heap.held, heap.released]).toEqual([2, 2]);
  });

  it('is run one after the other where it is asynchronous', async () => {
    const heap = new FakeHeap();
    let running = 0;
    let most = 0;
    const report = await judged(heap, async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      heap.bytes += 100;
      running -= 1;
    });
    expect([report.leaks, most]).toEqual([true, 1]);
  });
});

describe('options', () => {
  it.each([
    [{ runs: 5 }, 'runs must be a whole number from 6 to 1000000, received 5'],
    [{ runs: 7.5 }, 'runs must be a whole number from 6 to 1000000, received 7.5'],
    [{ warmUps: -1 }, 'warmUps must be a whole number from 0 to 1000000, received -1'],
    [{ confirmingRuns: 7 }, 'confirmingRuns must be a whole number from 8 to 1000000, received 7'],
    [{ budgetBytes: -1 }, 'budgetBytes must be a number of at least 0, received -1'],
    [{ budgetBytes: '1 kB' }, 'budgetBytes must be a number of at least 0, received "1 kB"'],
    [{ timeoutMs: 0 }, 'timeoutMs must be milliseconds from 1 to 2147483647, received 0'],
    [{ graceMs: Number.NaN }, 'graceMs must be milliseconds from 0 to 2147483647, received NaN'],
    [{ explain: 'no' }, 'explain must be true or false, received "no"'],
    [[], 'options must be an object, received []'],
    [null, 'options must be an object, received null'],
  ])('are refused where they are wrong: %j', async (options, message) => {
    await expect(leakTest(() => undefined, options as never)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message,
    });
  });

  it('that there are not are refused, with those that there are', async () => {
    await expect(leakTest(() => undefined, { warmups: 3 } as never)).rejects.toMatchObject({
      code: 'UNKNOWN_OPTION',
      message: expect.stringContaining('did you mean warmUps?'),
    });
  });

  it('need an operation', async () => {
    await expect(leakTest('fn' as never)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: 'operation must be a function, received "fn"',
    });
  });
});
