import { expect, it } from 'vitest';
import type { ProfilerFindings } from '../../src/profiling/reports/ProfilerFindings.ts';
import { writeReport } from '../../src/profiling/reports/writeReport.ts';

const since = Date.UTC(2026, 10, 28, 12);
const site = { function: 'importRows', file: '/app/import.js', line: 7, package: undefined };

it('a report says since when allocations were sampled, and of how much in use the sites are a part', () => {
  const findings: ProfilerFindings = {
    time: since + 60_000,
    operations: [],
    periods: [],
    sites: {
      performed: true,
      since,
      liveBytes: 8 * 2 ** 20,
      sites: [{ ...site, bytes: 8 * 2 ** 20, samples: 120, share: 1 }],
    },
    usedBytes: 61 * 2 ** 20,
    instances: [],
    growth: undefined,
  };
  const report = writeReport(findings, 'text');
  expect(report).toMatch(
    /^Of what was allocated since 2026-11-28T12:00:00\.000Z and is alive, most was allocated .*importRows/,
  );
  expect(report).toContain(
    'Alive by site, allocated since 2026-11-28T12:00:00.000Z: 8 MB by samples, of 61 MB in use',
  );
  expect(report).toContain('share of these');
});
