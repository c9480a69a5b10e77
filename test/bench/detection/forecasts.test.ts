import { describe, expect, it } from 'vitest';
import { type Forecast, type ForecastRun, forecastTable } from '../../../bench/detection/forecasts.ts';

const minute = 60;

/** A process whose heap is full at 4 h. */
function run(forecasts: readonly Forecast[], known: Partial<ForecastRun> = {}): ForecastRun {
  return { family: 'lru', seed: 1, kind: 'constant', endSecond: 240 * minute, forecasts, ...known };
}

function forecast(atMinute: number, eta: number, low: number, high?: number): Forecast {
  const interval = { etaMs: eta * 60_000, lowMs: low * 60_000 };
  return { second: atMinute * minute, ...interval, ...(high !== undefined && { highMs: high * 60_000 }) };
}

function rows(...runs: ForecastRun[]): Record<string, readonly string[]> {
  return Object.fromEntries(forecastTable(runs).rows.map(([what, ...figures]) => [what, figures]));
}

describe('the table of forecasts', () => {
  it('counts the ends that lie within the interval, and how wrong the estimates were', () => {
    const forecasts = [forecast(180, 60, 30, 90), forecast(220, 40, 25, 50), { second: 200 * minute }];
    expect(rows(run(forecasts)).all).toEqual(['1', '2', '33.3 %', '50.0 %', '× 1.50', '× 2.00', '× 2.50']);
  });

  it('tells forecasts apart by what was still to come, and by kind and load', () => {
    const late = run([forecast(230, 10, 5, 20)], { kind: 'burst', family: 'diurnal' });
    const early = run([forecast(60, 10, 5, 20)]);
    const table = rows(late, early);
    expect(table['end in less than 15 min']![3]).toBe('100.0 %');
    expect(table['end in more than 2 h']![3]).toBe('0.0 %');
    expect(table['end in 15 min to 2 h']!.slice(0, 4)).toEqual(['0', '0', '–', '–']);
    expect(table.burst!.slice(0, 2)).toEqual(['1', '1']);
    expect(table['load that swings']![3]).toBe('100.0 %');
    expect(table.accelerating![1]).toBe('0');
  });

  it('takes an interval without an end for one that holds whatever comes late', () => {
    expect(rows(run([forecast(180, 50, 20)])).all![3]).toBe('100.0 %');
    expect(rows(run([forecast(180, 90, 70)])).all![3]).toBe('0.0 %');
  });

  it('leaves out processes that never ended, and the last minute', () => {
    const runs = [run([forecast(10, 1, 1, 1)], { endSecond: undefined }), run([forecast(239.5, 9, 9, 9)])];
    expect(rows(...runs).all!.slice(0, 2)).toEqual(['0', '0']);
  });

  it('says whether the target is met, for all forecasts and for all processes alike', () => {
    const good = run(Array.from({ length: 9 }, () => forecast(180, 60, 30, 90)));
    const bad = run([forecast(180, 60, 70, 90)]);
    expect(forecastTable([good, bad]).notes![0]).toContain('90.0 %, met');
    expect(forecastTable([good, bad]).notes![0]).toContain('instead of every forecast, 50.0 %');
    expect(forecastTable([bad]).notes![0]).toContain('0.0 %, not met');
  });
});
