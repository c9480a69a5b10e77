import { describe, expect, it } from 'vitest';
import { calibrationOf, calibrationTable, slope } from '../../../../bench/detection/corpus/calibration.ts';

const line = (second: number, heapUsed: number) =>
  JSON.stringify({
    kind: 'calibration',
    second,
    cpuMs: second * 20,
    memory: { heapUsed, external: 1e6, rss: 5e7 + heapUsed },
    truth: { units: second, bytes: second * 1e5, failures: 0 },
  });

describe('a calibration', () => {
  it('measures growth after start-up only', () => {
    const early = [5, 10, 15, 20].map((second) => line(second, 1e7));
    const late = [30, 40, 50, 60].map((second) => line(second, 1e7 + (second - 30) * 8e4));
    const found = calibrationOf([...early, ...late, '{"kind":"exit","complaint":"oh"}'].join('\n'))!;
    expect(found.heapRate).toBeCloseTo(8e4);
    expect(found.externalRate).toBe(0);
    expect(found.claimedRate).toBeCloseTo(1e5);
    expect(found.cpuShare).toBeCloseTo(0.02);
    expect(found.complaint).toBe('oh');
  });

  it('says nothing of a program that died at once', () => {
    expect(calibrationOf('{"kind":"exit","complaint":"no such package"}\n')).toBeUndefined();
    const program = { name: 'a', file: 'a', packages: [], perSecond: 1 };
    expect(calibrationTable([{ program, calibration: undefined }]).rows).toEqual([['a', '–', 'failed']]);
  });

  it('fits a line through the points', () => {
    expect(slope([0, 1, 2, 3], [1, 3, 5, 7])).toBe(2);
    expect(slope([0, 1, 2, 3], [0, 2, 2, 4])).toBeCloseTo(1.2);
  });
});
