import { describe, expect, it } from 'vitest';
import { byCircumstance, byFamily, byRate } from '../../../bench/detection/detectionTables.ts';
import { falseSuspicionTable, watchTable } from '../../../bench/detection/healthyTables.ts';
import type { LeakResult, Measurement } from '../../../bench/detection/Measurement.ts';
import { leakRows, type Setting, smokePlan } from '../../../bench/detection/plan.ts';
import type { VerdictChange } from '../../../bench/detection/replay.ts';
import { familyNames } from '../../../bench/detection/simulator/families.ts';
import { targetsTable } from '../../../bench/detection/targets.ts';
import { outcomeOf } from './outcomeOf.ts';

const setting: Setting = { policy: 'standard', world: 'declared' };
const cost = { samples: 1, meanMicroseconds: 60, medianMicroseconds: 1, p99Microseconds: 400 };
const costs = new Map([[setting, { healthy: cost, leaking: cost }]]);

/** Three thousand hours of every family, with what the detector said of the first. */
function measured(
  changes: readonly VerdictChange[],
  leak: Partial<LeakResult> = {},
  hours = 3_000,
): Measurement {
  const outcome = outcomeOf({
    seconds: 3_600 * hours,
    outOfMemoryAlarms: 1,
    readings: 10 * hours,
    probes: hours,
    gentleCollections: 2 * hours,
    siteLooks: 3 * hours,
    pauseMs: 3_600 * hours,
    longestPauseMs: 45.4,
    collectionCpuMs: 7_200 * hours,
    changes: [],
  });
  const leaks = leakRows.flatMap((row) =>
    familyNames.map((family) => ({
      family,
      row,
      blurred: false,
      delaySeconds: 200,
      confirmedSeconds: Number.POSITIVE_INFINITY,
      ...leak,
    })),
  );
  const healthy = new Map(
    familyNames.map(
      (family) => [family, [family === 'constant' ? { ...outcome, changes } : outcome]] as const,
    ),
  );
  return { plan: smokePlan, simulatedHours: 13 * hours, results: [{ setting, healthy, leaks }] };
}

function change(second: number, level: VerdictChange['level']): VerdictChange {
  return { second, level, bytesPerSecond: 10_000, pattern: 'linear' };
}

function verdicts(measurement: Measurement): (string | undefined)[] {
  return targetsTable(measurement, costs).rows.map((row) => row[2]);
}

describe('the targets', () => {
  it('are met by a detector that is quick and quiet', () => {
    expect(verdicts(measured([], { confirmedSeconds: 900 }))).toEqual([
      '100.0 %, met',
      '100.0 %, met',
      '0 in 39,000 h, met',
      '0.0, met',
      '60 µs, met',
    ]);
  });

  it('are not met by one that is slow and loud', () => {
    const loud = Array.from({ length: 390 }, (_, index) => change(index * 100, 'suspected')).flatMap(
      (each) => [each, change(each.second + 60, 'confirmed'), change(each.second + 90, 'withdrawn')],
    );
    expect(verdicts(measured(loud, { delaySeconds: 301, confirmedSeconds: 901 })).slice(0, 4)).toEqual([
      '0.0 %, not met',
      '0.0 %, not met',
      '390 in 39,000 h, not met',
      '10.0, not met',
    ]);
  });

  it('are not said to be met by too few hours, nor where nothing was promised', () => {
    expect(verdicts(measured([], {}, 100))[2]).toBe('0 in 1,300 h');
    const { results, ...rest } = measured([change(1, 'suspected'), change(100, 'confirmed')]);
    const undeclared: Setting = { policy: 'standard', world: 'undeclared' };
    const measurement = { ...rest, results: results.map((each) => ({ ...each, setting: undeclared })) };
    const table = targetsTable(measurement, new Map([[undeclared, { healthy: cost, leaking: cost }]]));
    expect(table.rows.slice(1, 3).map((row) => row[2])).toEqual(['0.0 %', '1 in 39,000 h']);
  });
});

describe('the tables of detection', () => {
  it('give shares in time, and the median delay', () => {
    const cells = (delaySeconds: number, confirmedSeconds = Number.POSITIVE_INFINITY): string | undefined =>
      byRate(measured([], { delaySeconds, confirmedSeconds })).rows[2]?.[2];
    expect(cells(200)).toBe('100 / 100 / 100, 0 / 0 (3.3 min)');
    expect(cells(600, 1_000)).toBe('0 / 100 / 100, 0 / 100 (10.0 min)');
    expect(cells(Number.POSITIVE_INFINITY)).toBe('0 / 0 / 0, 0 / 0');
  });

  it('say that nothing can be said where a suspicion stood in every process', () => {
    expect(byFamily(measured([], { blurred: true })).rows[0]).toEqual(['constant', '7', '– / – / –, 0 / 0']);
  });

  it('keep what is harder apart', () => {
    const { rows } = byCircumstance(measured([]));
    expect(rows.map(([what]) => what)).toContain('20 KB/s, from the start of the process');
    expect(rows.map(([what]) => what)).toContain('1 MB/s, heap of 300 MB to 1.5 GB');
    expect(rows.at(-1)).toEqual([
      '20 KB/s to 5 MB/s, swinging load',
      '21',
      '100 / 100 / 100, 0 / 0 (3.3 min)',
    ]);
    expect(byRate(measured([])).rows.map(([what]) => what)).not.toContain(rows[0]![0]);
  });
});

describe('the tables of healthy processes', () => {
  const changes = [change(100, 'suspected'), change(400, 'withdrawn'), change(900, 'suspected')];

  it('give the rate of every family with its upper bound, and how long suspicions stood', () => {
    const { rows } = falseSuspicionTable(measured(changes, {}, 100));
    expect(rows[0]).toEqual(['constant', '20.0 (≤ 63.0, 5.0 min)']);
    expect(rows[1]).toEqual(['warmup', '0.0 (≤ 30.0)']);
    expect(rows.at(-2)).toEqual(['all', '1.5 (≤ 4.8, 5.0 min)']);
    expect(rows.at(-1)).toEqual(['hours', '1300']);
  });

  it('count confirmations', () => {
    const confirmed = measured([change(100, 'suspected'), change(400, 'confirmed')], {}, 100);
    expect(falseSuspicionTable(confirmed).rows[0]?.[1]).toBe('10.0 (≤ 47.4), 1 confirmed');
  });

  it('say how processes were watched, and how suspicions ended', () => {
    const { rows } = watchTable(measured(changes, {}, 100));
    expect(Object.fromEntries(rows.map(([what, figure]) => [what, figure]))).toEqual({
      'readings per hour, median process': '10.0',
      'forced collections per hour': '1.0',
      'gentle collections per hour': '2.0',
      'looks at allocations per hour': '3.0',
      'pauses, share of the time': '0.100 %',
      'the same, most paused process': '0.100 %',
      'longest pause': '45 ms',
      'CPU time of collections, share of a core': '0.200 %',
      'processes ever suspected': '7.7 %',
      suspicions: '2',
      withdrawn: '50.0 %',
      'withdrawn after, median': '5.0 min',
      'withdrawn after, 95 %': '5.0 min',
      'false out-of-memory alarms per 1,000 hours': '10.0',
    });
  });
});
