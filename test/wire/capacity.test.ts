import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../src/wire/capacity.ts';
import { type MemorySample, toRow } from '../../src/wire/sample.ts';

function capacity(sample: Partial<MemorySample>) {
  return capacityOf(toRow(sample));
}

const heap = { oldUsedBytes: 500, heapLimitBytes: 1000 };
const container = { containerUsedBytes: 100, containerLimitBytes: 300 };
const host = { hostUsedBytes: 1000, hostTotalBytes: 9000 };

describe('capacity', () => {
  it('tells of every limit that a sample knows', () => {
    expect(capacity({ ...heap, ...container, ...host }).limits).toEqual([
      { kind: 'heap', usedBytes: 500, limitBytes: 1000, ratio: 0.5 },
      { kind: 'container', usedBytes: 100, limitBytes: 300, ratio: 1 / 3 },
      { kind: 'host', usedBytes: 1000, limitBytes: 9000, ratio: 1 / 9 },
    ]);
  });

  it('is bound by the limit with the fewest bytes left, not by the fullest', () => {
    expect(capacity({ ...heap, ...container, ...host }).binding?.kind).toBe('container');
    expect(capacity({ ...heap, containerUsedBytes: 100, containerLimitBytes: 700 }).binding?.kind).toBe(
      'heap',
    );
    expect(capacity({ ...heap, hostUsedBytes: 8900, hostTotalBytes: 9000 }).binding?.kind).toBe('host');
  });

  it('is bound by a limit that is exceeded already', () => {
    expect(capacity({ ...heap, containerUsedBytes: 301, containerLimitBytes: 300 }).binding).toMatchObject({
      kind: 'container',
      ratio: 301 / 300,
    });
  });

  it('is bound by the narrower limit where as many bytes are left', () => {
    expect(capacity({ ...heap, containerUsedBytes: 100, containerLimitBytes: 600 }).binding?.kind).toBe(
      'heap',
    );
  });

  it('leaves out a limit of which one half is unknown', () => {
    expect(capacity({ oldUsedBytes: 500, containerLimitBytes: 300, hostTotalBytes: 9000 })).toEqual({
      limits: [],
      binding: undefined,
    });
  });

  it('takes the whole heap in use where the old generation is not told apart', () => {
    expect(capacity({ heapUsedBytes: 250, heapLimitBytes: 1000 }).binding).toMatchObject({
      kind: 'heap',
      ratio: 0.25,
    });
  });

  it('is unknown for a row that came short', () => {
    expect(capacityOf([]).binding).toBeUndefined();
  });
});
