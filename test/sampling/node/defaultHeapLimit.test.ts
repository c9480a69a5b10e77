import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultHeapSize, largestSemiSpaceBytes } from '../../../src/sampling/node/defaultHeapLimit.ts';

const mebibyte = 2 ** 20;

/** `heap_size_limit` in MB that Node 20, 22 and 24 told in a control group of so many MB, without any option. */
const measured: readonly (readonly [number, number, number, number])[] = [
  [100, 259, 259, 259],
  [512, 259, 259, 259],
  [700, 362, 362, 398],
  [1024, 524, 524, 560],
  [2048, 1048, 1048, 1120],
  [4096, 2096, 2096, 2240],
  [14_000, 2096, 2096, 2240],
  [16_000, 4144, 4144, 4288],
];

describe('the heap that V8 chooses', () => {
  it.each(measured)('in a group of %i MB is as Node 20, 22 and 24 tell', (memoryMb, ...limitsMb) => {
    for (const [index, major] of [20, 22, 24].entries()) {
      const { oldGenerationBytes, youngGenerationBytes } = defaultHeapSize(memoryMb * mebibyte, major);
      expect((oldGenerationBytes + youngGenerationBytes) / mebibyte).toBe(limitsMb[index]);
    }
  });

  it('is what this Node chooses on this machine', () => {
    const script =
      'console.log(v8.getHeapStatistics().heap_size_limit, process.constrainedMemory() ?? 0, os.totalmem())';
    const { NODE_OPTIONS: _options, ...env } = process.env;
    const [limit = 0, constrained = 0, host = 0] = execFileSync(process.execPath, ['-e', script], {
      env,
      encoding: 'utf8',
    })
      .split(' ')
      .map(Number);
    const seen = constrained > 0 ? Math.min(constrained, host) : host;
    const { oldGenerationBytes, youngGenerationBytes } = defaultHeapSize(
      seen,
      Number.parseInt(process.versions.node, 10),
    );
    expect(oldGenerationBytes + youngGenerationBytes).toBe(limit);
  });

  it('has a young generation that an old one given by an option does not make smaller', () => {
    const script = 'console.log(v8.getHeapStatistics().heap_size_limit)';
    const told = execFileSync(process.execPath, ['--max-old-space-size=64', '-e', script], {
      encoding: 'utf8',
    });
    const young = 3 * largestSemiSpaceBytes(Number.parseInt(process.versions.node, 10));
    expect(64 * mebibyte + young).toBe(Number(told));
  });

  it('is told of the same versions as package.json supports', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(engines.node).toBe('>=20.19');
    expect([20, 22, 24].map((major) => largestSemiSpaceBytes(major) / mebibyte)).toEqual([16, 16, 64]);
  });
});
