import { describe, expect, it } from 'vitest';
import { LeakWatch } from '../../src/monitoring/LeakWatch.ts';
import { monitorSettings } from '../../src/monitoring/monitorSettings.ts';
import { leakHeadline } from '../../src/reporting/words/leakSentences.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { toRow } from '../../src/wire/sample.ts';
import { epoch, mib } from '../monitoring/simulation.ts';

const { leakDetection } = monitorSettings({});

/** As recorded of worker threads, 4 MB each, all of them ended in the sixth minute. */
const residentMib = (second: number): number => (second < 330 ? 58 + 0.6 * second : 104);

describe('native memory that was given back', () => {
  it('is not said to grow, by the verdict of the moment or the last word', () => {
    const watch = new LeakWatch({ leakDetection });
    const told: LeakReport[] = [];
    for (let second = 0; second <= 600; second++) {
      const row = toRow({
        time: epoch + 1000 * second,
        heapTotalBytes: 11 * mib,
        externalBytes: 3 * mib,
        arrayBufferBytes: mib,
        rssBytes: residentMib(second) * mib,
      });
      told.push(...watch.addSample(row));
      if (second !== 330) continue;
      const { level, reasons, report } = watch.verdict();
      expect(level).toBe('suspected');
      expect(reasons[0]).toMatch(/^The native memory has fallen by 13\d MB to 8\d(\.\d)? MB\. Told before:$/);
      expect(report!.rateBytesPerSecond).toBe(0);
      expect(leakHeadline(report!)).toMatch(
        /^native memory \+\d+(\.\d)? MB in \d min \(no longer growing\)$/,
      );
    }
    expect(told.map(({ level }) => level)).toEqual(['suspected', 'withdrawn']);
    expect(told[1]!.evidence[0]).toMatch(/^The native memory has fallen by 13\d MB to 8/);
    expect(told[1]!.evidence.join(' ')).not.toContain('flat over');
  });
});
