import { describe, expect, it } from 'vitest';
import { heapOptions, oldGenerationLimit } from '../../../src/sampling/node/oldGenerationLimit.ts';

const mebibyte = 2 ** 20;

function limitMb(
  heapSizeLimitMb: number,
  nodeMajor: number,
  options: readonly string[] = [],
  workerYoungGenerationMb?: number,
): number {
  const settings = { options, nodeMajor, workerYoungGenerationMb };
  return oldGenerationLimit(heapSizeLimitMb * mebibyte, settings) / mebibyte;
}

// heap_size_limit as each Node reports it, and the old generation that it comes from.
const measured: readonly (readonly [number, number, readonly string[], number])[] = [
  [20, 4144, [], 4096],
  [22, 4144, [], 4096],
  [24, 4288, [], 4096],
  [25, 4288, [], 4096],
  [26, 4192, [], 4096],
  [20, 2096, [], 2048],
  [24, 2240, [], 2048],
  [26, 2144, [], 2048],
  [20, 1048, [], 1024],
  [24, 1120, [], 1024],
  [26, 1072, [], 1024],
  [20, 524, [], 512],
  [24, 560, [], 512],
  [26, 536, [], 512],
  [20, 312, [], 300],
  [24, 348, [], 300],
  [26, 324, [], 300],
  [20, 259, [], 256],
  [24, 259, [], 256],
  [26, 268, [], 256],
  [20, 112, ['--max-old-space-size=64'], 64],
  [24, 256, ['--max-old-space-size=64'], 64],
  [24, 704, ['--max_old_space_size=512'], 512],
  [20, 4108, ['--max-semi-space-size=4'], 4096],
  [24, 4108, ['--max-semi-space-size=4'], 4096],
  [22, 2458, ['--max-old-space-size-percentage=10'], 2410],
  [24, 2602, ['--max-old-space-size-percentage=10'], 2410],
  [26, 337, ['--max-old-space-size-percentage=1'], 241],
];

describe('the limit of the old generation', () => {
  it.each(measured)('on Node %i, heap_size_limit %i MB and %j, is %i MB', (major, limit, options, old) => {
    expect(limitMb(limit, major, options)).toBeCloseTo(old, 0);
  });

  it('of a worker thread goes by its resource limits', () => {
    expect(limitMb(128, 20, [], 48)).toBe(80);
    expect(limitMb(86, 22, [], 6)).toBe(80);
    expect(limitMb(272, 24, [], 192)).toBe(80);
  });

  it('of a worker thread goes by the options of the process first, as V8 does', () => {
    expect(limitMb(156, 20, ['--max-old-space-size=150'], 6)).toBe(150);
    expect(limitMb(92, 20, ['--max-semi-space-size=4'], 48)).toBe(80);
  });

  it('goes by the last of several options, the command line after NODE_OPTIONS', () => {
    const options = heapOptions('--max-old-space-size=100 "--max-old-space-size=200"', [
      '--enable-source-maps',
      '--max-old-space-size=300',
    ]);
    expect(limitMb(348, 20, options)).toBe(300);
    expect(limitMb(248, 20, heapOptions('--max-old-space-size=100 "--max-old-space-size=200"', []))).toBe(
      200,
    );
  });

  it('takes no notice of options that only look alike', () => {
    const options = ['--max-old-space-size', '--xmax-old-space-size=7', '--max-old-space-size=0', '-r=a_b'];
    expect(limitMb(4144, 20, options)).toBe(4096);
    expect(heapOptions(undefined, ['--a'])).toContain('--a');
  });
});
