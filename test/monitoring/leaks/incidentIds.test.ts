import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { LeakDetector } from '../../../src/monitoring/LeakDetector.ts';
import type { LeakReport } from '../../../src/wire/event.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { siteOf } from '../leakStory.ts';
import { epoch, kib, mib } from '../simulation.ts';

/** A heap that grows from 1,200 s to 3,600 s, and whose sites are named from a second on. */
function told(program: string | undefined, namedFrom: number): LeakReport[] {
  const { configuration } = resolveConfiguration({});
  const detector = new LeakDetector(configuration.leakDetection, { program });
  const reports: LeakReport[] = [];
  for (let second = 0; second <= 5400; second += 10) {
    const time = epoch + second * 1000;
    const grownBytes = Math.min(2400, Math.max(0, second - 1200)) * 50 * kib;
    const liveBytes = 60 * mib + grownBytes;
    if (second % 30 === 0) {
      detector.addReading({ time, liveBytes, externalBytes: 0, majorCollections: 1 + second / 30 });
      if (second >= namedFrom) {
        const observedSince = epoch + 1000 * namedFrom;
        detector.addSiteLook({ time, observedSince, oldSurvivorBytes: grownBytes, liveBytes, pauseMs: 10 });
        detector.setSites([siteOf('remember', 50)]);
      }
    }
    detector.addSample(toRow({ time, heapLimitBytes: 4096 * mib }));
    reports.push(...detector.look());
  }
  return reports;
}

describe('the id of an incident', () => {
  it('is kept to the end, whoever is named meanwhile', () => {
    const reports = told('shop/server', 1800);
    expect(reports.map(({ level }) => level)).toEqual(['suspected', 'confirmed', 'withdrawn']);
    expect(reports.map(({ sites }) => sites.length)).toEqual([0, 1, 1]);
    expect(new Set(reports.map(({ id }) => id)).size).toBe(1);
  });

  it('is not that of another program where nobody is named', () => {
    const never = Number.POSITIVE_INFINITY;
    const [one, other, same] = [
      told('shop/server', never),
      told('mail/server', never),
      told('shop/server', never),
    ];
    expect(one![0]!.id).not.toBe(other![0]!.id);
    expect(one![0]!.id).toBe(same![0]!.id);
  });

  it('is that of the culprit where it is known, in every program', () => {
    expect(told('shop/server', 900)[0]!.id).toBe(told('mail/server', 900)[0]!.id);
  });
});
