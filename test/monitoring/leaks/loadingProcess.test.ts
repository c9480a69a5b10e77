import { describe, expect, it } from 'vitest';
import { LeakWatch } from '../../../src/monitoring/LeakWatch.ts';
import { monitorSettings } from '../../../src/monitoring/monitorSettings.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch, kib, mib } from '../simulation.ts';

const { leakDetection } = monitorSettings({});

/** A process that loads packages and may leak besides. All times are seconds of its life. */
interface Life {
  readonly loadsFrom: number;
  readonly loadsTo: number;
  /** Modules a second. @default 10 */
  readonly modules?: number;
  /** Kibibytes that a module takes. @default 22 */
  readonly kibOfModule?: number;
  readonly leaksFrom?: number;
  readonly leakKib?: number;
  readonly betweenReadings?: number;
  /** Whether anybody counts. @default true */
  readonly counted?: boolean;
}

/** What is told in the first half hour, and when. */
function told(life: Life): readonly (readonly [level: string, second: number])[] {
  const { loadsFrom, loadsTo, modules = 10, kibOfModule = 22, betweenReadings = 25 } = life;
  const { leaksFrom = Number.POSITIVE_INFINITY, leakKib = 0, counted = true } = life;
  let second = 0;
  const loaded = (): number =>
    100 + Math.floor(modules * (Math.min(Math.max(second, loadsFrom), loadsTo) - loadsFrom));
  const liveBytes = (): number =>
    20 * mib + kib * (kibOfModule * (loaded() - 100) + leakKib * Math.max(0, second - leaksFrom));
  const watch = new LeakWatch({
    leakDetection,
    modules: counted ? { loaded, close: () => {} } : undefined,
  });
  const steps: [string, number][] = [];
  for (; second <= 1800; second += 5) {
    const time = epoch + second * 1000;
    if (second % betweenReadings === 0) {
      watch.addReading({ time, liveBytes: liveBytes(), externalBytes: 0, majorCollections: second });
    }
    const row = toRow({ time, oldUsedBytes: liveBytes(), newSpaceBytes: mib, heapLimitBytes: 4096 * mib });
    for (const { level } of watch.addSample(row)) steps.push([level, second]);
  }
  return steps;
}

describe('a process that loads packages', () => {
  it('is suspected where nobody counts the modules', () => {
    expect(told({ loadsFrom: 0, loadsTo: 400, counted: false })[0]?.[0]).toBe('suspected');
  });

  it.each([10, 25, 35, 50])(
    'is not suspected, then or later, with a reading each %d s',
    (betweenReadings) => {
      for (const loadsFrom of [0, 900]) {
        for (let loadsFor = 245; loadsFor <= 600; loadsFor += 35) {
          const life = { loadsFrom, loadsTo: loadsFrom + loadsFor, betweenReadings };
          expect({ ...life, told: told(life) }).toEqual({ ...life, told: [] });
        }
      }
    },
  );
});

describe('a leak beside modules', () => {
  it('is told in five minutes of its onset where modules are too few for it', () => {
    const [first] = told({ loadsFrom: 0, loadsTo: 600, modules: 0.5, leaksFrom: 90, leakKib: 100 });
    expect(first?.[0]).toBe('suspected');
    expect(first?.[1]).toBeLessThanOrEqual(390);
  });

  it('is told within two minutes of the end of loading where it hid behind it', () => {
    const [first] = told({ loadsFrom: 0, loadsTo: 500, leaksFrom: 90, leakKib: 200 });
    expect(first?.[0]).toBe('suspected');
    expect(first?.[1]).toBeLessThanOrEqual(620);
  });

  it('is told in five minutes of its onset where loading ended before', () => {
    const [first] = told({ loadsFrom: 0, loadsTo: 300, leaksFrom: 300, leakKib: 100 });
    expect(first?.[0]).toBe('suspected');
    expect(first?.[1]).toBeLessThanOrEqual(600);
  });
});

describe('modules that are made without end', () => {
  it('are told of within ten minutes of when growth would have been', () => {
    const endless = { loadsFrom: 0, loadsTo: 1800, modules: 5, kibOfModule: 30 };
    const [uncounted] = told({ ...endless, counted: false });
    const [first] = told(endless);
    expect(first?.[0]).toBe('suspected');
    expect(first?.[1]).toBeGreaterThan(uncounted![1] + 300);
    expect(first?.[1]).toBeLessThanOrEqual(uncounted![1] + 600);
  });
});
