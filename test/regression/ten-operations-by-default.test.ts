import { expect, it } from 'vitest';
import { MemoryProfiler } from '../../src/profiling/MemoryProfiler.ts';

/** A turn takes four collections at the most: 19 ms. */
const pauseMs = 4.75;

it('ten operations at a time are told apart by default where a turn takes less than 20 ms', async () => {
  const collector = { collect: () => ({ performed: true, pauseMs, cpuMs: pauseMs }) as const };
  const profiler = new MemoryProfiler({ collector });
  const kept: number[][] = [];
  const operation = async (): Promise<void> => {
    for (let wait = 0; wait < 3; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      kept.push(new Array(500).fill(1.5));
    }
  };
  const told = await Promise.all(
    Array.from({ length: 10 }, (_, index) => profiler.measureOperation(operation, `operation ${index}`)),
  );
  expect(told.map(({ retained }) => retained)).toEqual(
    told.map(() => expect.objectContaining({ performed: true, isolated: true })),
  );
  profiler.dispose();
});
