import { describe, expect, it } from 'vitest';
import type { DominatorChildren } from '../../src/profiling/heap-snapshot/DominatorTree.ts';
import { accumulatorsOf } from '../../src/profiling/heap-snapshot/suspects/accumulators.ts';

/** One place with these bytes in each interval. */
function accumulationOf(...bytes: readonly number[]) {
  const children: DominatorChildren = { first: new Uint32Array(2), next: new Uint32Array(2) };
  const columns = bytes.map((interval) => () => interval);
  return accumulatorsOf(children, columns, 64_000);
}

describe('what grew much in one interval, and a little in the other by chance', () => {
  it('is not accused (was, beside a leak of the wardrobe), and is part of the rest', () => {
    expect(accumulationOf(43_336, 1_414_488)).toMatchObject({ accumulators: [], totalBytes: 86_672 });
  });

  it('is not what grew five times as much', () => {
    expect(accumulationOf(1_148_504, 5_569_872).accumulators).toEqual([
      { place: 1, bytes: 2_297_008, bytesPerColumn: [1_148_504, 5_569_872] },
    ]);
  });

  it('is not what a single snapshot holds', () => {
    expect(accumulationOf(70_000).accumulators).toHaveLength(1);
  });
});
