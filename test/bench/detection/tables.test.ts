import { describe, expect, it } from 'vitest';
import { byFamily, byRate } from '../../../bench/detection/detectionTables.ts';
import { falseSuspicionTable, watchTable } from '../../../bench/detection/healthyTables.ts';
import type { LeakResult, Measurement } from '../../../bench/detection/Measurement.ts';
import { leakRows, smokePlan } from '../../../bench/detection/plan.ts';
import type { Outcome, VerdictChange } from '../../../bench/detection/replay.ts';
import { familyNames } from '../../../bench/detection/simulator/families.ts';
import { targetsTable } from '../../../bench/detection/targets.ts';

const cost = { looks: 1, meanMicroseconds: 60, medianMicroseconds: 1, p99Microseconds: 400 };
const costs = new Map([['natural', { healthy: cost, leaking: cost }]] as const);

/** A hundred hours of every family, with what the detector said of the first. */
function measured(changes: readonly VerdictChange[], leak: Partial<LeakResult> = {}): Measurement {
  const outcome = (family: string): Outcome => ({
    family,
    seed: 1,
    seconds: 360_000,
    readings: 1_000,
    probes: 100,
    pauseMs: 36_000,
    looks: 36_000,
    changes: family === 'constant' ? changes : [],
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
  const healthy = new Map(familyNames.map((family) => [family, [outcome(family)]] as const));
  return { plan: smokePlan, simulatedHours: 1_300, policies: [{ policy: 'natural', healthy, leaks }] };
}

function change(second: number, level: VerdictChange['level']): VerdictChange {
  return { second, level, bytesPerSecond: 10_000, pattern: 'linear' };
}

function verdicts(measurement: Measurement): (string | undefined)[] {
  return targetsTable(measurement, costs).rows.map((row) => row[2]);
}

describe('the targets', () => {
  it('are met by a detector that is quick and quiet, as far as it is built', () => {
    expect(verdicts(measured([]))).toEqual([
      '100.0 %, met',
      '0.0, met',
      'not built',
      'not built',
      '30 µs, met',
    ]);
  });

  it('are not met by one that is slow and loud', () => {
    const loud = Array.from({ length: 13 }, (_, index) => change(index * 100, 'suspected')).flatMap(
      (each) => [each, change(each.second + 60, 'withdrawn')],
    );
    expect(verdicts(measured(loud, { delaySeconds: 301 })).slice(0, 2)).toEqual([
      '0.0 %, not met',
      '10.0, not met',
    ]);
  });

  it('judge confirmations as soon as there are any', () => {
    const confirmed = measured([change(100, 'suspected'), change(200, 'confirmed')], {
      confirmedSeconds: 900,
    });
    expect(verdicts(confirmed).slice(2, 4)).toEqual(['100.0 %, met', '1, not met']);
  });
});

describe('the tables of detection', () => {
  it('give shares in time, and the median delay', () => {
    const cells = (delaySeconds: number): string | undefined =>
      byRate(measured([], { delaySeconds })).rows[2]?.[2];
    expect(cells(200)).toBe('100 / 100 / 100 (3.3 min)');
    expect(cells(600)).toBe('0 / 100 / 100 (10.0 min)');
    expect(cells(Number.POSITIVE_INFINITY)).toBe('0 / 0 / 0');
  });

  it('say that nothing can be said where a suspicion stood in every process', () => {
    expect(byFamily(measured([], { blurred: true })).rows[0]).toEqual(['constant', '– / – / –']);
  });
});

describe('the tables of healthy processes', () => {
  const changes = [change(100, 'suspected'), change(400, 'withdrawn'), change(900, 'suspected')];

  it('give the rate of every family with its upper bound', () => {
    const { rows } = falseSuspicionTable(measured(changes));
    expect(rows[0]).toEqual(['constant', '100', '20.0 (≤ 63.0)']);
    expect(rows[1]).toEqual(['warmup', '100', '0.0 (≤ 30.0)']);
    expect(rows.at(-1)).toEqual(['all', '1300', '1.5 (≤ 4.8)']);
  });

  it('say how processes were watched, and how suspicions ended', () => {
    expect(
      Object.fromEntries(watchTable(measured(changes)).rows.map(([what, figure]) => [what, figure])),
    ).toEqual({
      'readings per hour, median process': '10.0',
      'probes per hour': '1.0',
      'pauses of probes, share of the time': '0.0 %',
      'processes ever suspected': '7.7 %',
      suspicions: '2',
      withdrawn: '50.0 %',
      'withdrawn after, median': '5.0 min',
      'withdrawn after, 95 %': '5.0 min',
    });
  });
});
