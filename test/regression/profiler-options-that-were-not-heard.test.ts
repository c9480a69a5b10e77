import { afterAll, describe, expect, it } from 'vitest';
import { MemoryProfiler } from '../../src/profiling/MemoryProfiler.ts';

const profiler = new MemoryProfiler({ collections: false });
afterAll(() => profiler.dispose());

/** Wrong input of programs in JavaScript, which no compiler has looked at. */
type Given = never;
type Case = readonly [option: string, received: unknown, give: () => unknown];

async function errorOf(give: () => unknown): Promise<unknown> {
  try {
    await give();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an option that a profiler does not have is refused', () => {
  const unknown: Record<string, Case> = {
    'at its making': ['isolationPause', 3, () => new MemoryProfiler({ isolationPause: 3 } as Given)],
    'of a measurement': ['warmup', 3, () => profiler.measureOperation(() => 1, 'a', { warmup: 3 } as Given)],
    'of a period': ['colect', true, () => profiler.startProfiling('a', { colect: true } as Given)],
    'of a snapshot': ['heep', true, () => profiler.takeSnapshot('a', { heep: true } as Given)],
    'of a heap snapshot': [
      'heap.dir',
      '/tmp',
      () => profiler.takeSnapshot('a', { heap: { dir: '/tmp' } as Given }),
    ],
    'of hotspots': ['most', 3, () => profiler.findMemoryHotspots({ most: 3 } as Given)],
    'of a report': ['fromat', 'json', () => profiler.generateReport({ fromat: 'json' } as Given)],
  };
  it.each(Object.entries(unknown))('%s', async (_name, [option, received, give]) => {
    expect(await errorOf(give)).toMatchObject({
      name: 'TidemarkError',
      code: 'UNKNOWN_OPTION',
      option,
      rule: expect.stringMatching(/^one of /),
      received,
    });
  });

  it('with the one that was probably meant, before anything is done', async () => {
    expect(() => new MemoryProfiler({ isolationPause: 3 } as Given)).toThrow(
      /did you mean isolationPauseMs\?$/,
    );
    await expect(profiler.takeSnapshot('a', { heap: { redcat: true } as Given })).rejects.toThrow(
      'heap.redcat is not an option of heap, received true; it must be one of heap.directory, heap.force, heap.redact, heap.gzip, heap.keepFiles, heap.keepBytes; did you mean heap.redact?',
    );
    let ran = false;
    const operation = () => {
      ran = true;
    };
    await expect(profiler.measureOperation(operation, 'a', { warmup: 3 } as Given)).rejects.toThrow(
      /did you mean warmups\?$/,
    );
    expect(ran).toBe(false);
    expect(profiler.snapshots).toEqual([]);
  });
});
