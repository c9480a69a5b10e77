import { describe, expect, it } from 'vitest';
import { chartSummary } from '../../../src/dashboard/model/chartSummary.ts';
import { megabyte, noon } from '../given.ts';

describe('chartSummary', () => {
  it('says where each line stands and how far it ranged', () => {
    const range = { fromMs: noon - 300_000, toMs: noon };
    const summary = chartSummary('Heap', range, [
      { label: 'Used', values: [80, null, 120, 96].map((value) => value && value * megabyte) },
      { label: 'Live size', values: [null] },
    ]);
    expect(summary).toBe('Heap, 11:55 to 12:00. Used 96.0 MB, between 80.0 MB and 120 MB.');
  });
});
