import { expect, it } from 'vitest';
import { MemoryAnalyzer } from '../../src/monitoring/MemoryAnalyzer.ts';
import { toRow } from '../../src/wire/sample.ts';
import { epoch, kib, mib } from '../monitoring/simulation.ts';

it('a verdict on native memory and the buffers that are a part of it, both confirmed, is on the native memory', () => {
  const rows = Array.from({ length: 1500 }, (_, second) => {
    const buffers = 40 * kib * second;
    const live = 10 * mib + 4 * kib * (second % 20);
    return toRow({
      time: epoch + 1000 * second,
      heapUsedBytes: live,
      heapTotalBytes: 16 * mib,
      oldUsedBytes: live,
      heapLimitBytes: 4096 * mib,
      ...(second >= 20 && { liveBytes: 10 * mib + (Math.floor(second / 20) % 2) }),
      majorCollections: Math.floor(second / 20),
      arrayBufferBytes: buffers,
      externalBytes: 2 * mib + buffers,
      rssBytes: 60 * mib + buffers + 250 * kib * second,
      hostUsedBytes: 4096 * mib,
      hostTotalBytes: 65_536 * mib,
    });
  });
  const { verdict, steps } = new MemoryAnalyzer(rows).detectLeak();
  const confirmed = steps.filter(({ report }) => report.level === 'confirmed');
  expect(confirmed.map(({ report }) => report.memory).sort()).toEqual(['external', 'native']);
  expect(verdict).toMatchObject({ level: 'confirmed', memory: 'native' });
});
