import { expect, it } from 'vitest';
import { MemoryAnalyzer } from '../../src/monitoring/MemoryAnalyzer.ts';
import { leaking, recordedRows } from '../monitoring/recordings.ts';
import { kib } from '../monitoring/simulation.ts';

it('growth that outlasts the readings is said to, and not to have been flat', () => {
  const rows = recordedRows({
    seconds: 2 * 3600,
    liveBytes: leaking(60 * kib, 1800),
    everySeconds: 20,
    limitBytes: 4 * 1024 ** 3,
  });
  const said = (windowSize: number): string =>
    new MemoryAnalyzer(rows, { leakDetection: { confirmAfter: 3_600_000, windowSize } })
      .detectLeak()
      .verdict.reasons.join(' ');
  expect(said(100)).toContain(
    'go on for 60 min, and the readings that are kept reach back no further than 33 min: raise leakDetection.windowSize',
  );
  expect(said(400)).not.toContain('windowSize');
});
