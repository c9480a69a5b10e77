import { describe, expect, it } from 'vitest';
import {
  diedOfItsHeap,
  scoreForecast,
  scoreOutOfMemory,
} from '../../../../bench/detection/corpus/outOfMemoryScore.ts';
import { outOfMemoryTables } from '../../../../bench/detection/corpus/outOfMemoryTables.ts';
import { recordsOf } from './runRecords.ts';

const began = 1_700_000_000_000;
const died = { kind: 'exit', time: began + 600_000, code: null, signal: 'SIGABRT' };
const reading = (second: number, forecast: object) => ({
  kind: 'reading',
  second,
  time: began + second * 1000,
  cpuMs: 1,
  outOfMemory: forecast,
});
const forecast = (etaMs: number, lowMs: number, highMs?: number) => ({
  predicted: true,
  etaMs,
  lowMs,
  highMs,
});

describe('a forecast', () => {
  it('holds where the end lies between its bounds, which belong to it', () => {
    const holds = (lowMs: number, highMs: number | undefined): boolean =>
      scoreForecast({ time: 0, estimate: { etaMs: 0, lowMs, highMs } as never }, 100).covered;
    expect(holds(50, 150)).toBe(true);
    expect(holds(100, 100)).toBe(true);
    expect(holds(101, 150)).toBe(false);
    expect(holds(50, 99)).toBe(false);
  });

  it('without an upper bound holds for every end that is not too early', () => {
    expect(
      scoreForecast({ time: 0, estimate: { etaMs: 9, lowMs: 50, highMs: undefined } }, 1e9).covered,
    ).toBe(true);
  });
});

describe('a process that ran out of memory', () => {
  it('is told by how it died', () => {
    expect(diedOfItsHeap(recordsOf([died]))).toBe(true);
    expect(diedOfItsHeap(recordsOf([{ ...died, code: 134, signal: null }]))).toBe(true);
    expect(diedOfItsHeap(recordsOf([{ ...died, code: 0, signal: null }]))).toBe(false);
    expect(diedOfItsHeap(recordsOf([]))).toBe(false);
  });

  it('is judged by its first alarm, and by every forecast that was made', () => {
    const alarm = (second: number, etaMs: number) => ({
      kind: 'event',
      second,
      time: began + second * 1000,
      type: 'out_of_memory_predicted',
      payload: { etaMs, lowMs: etaMs - 10_000, highMs: etaMs + 10_000, limit: 'heap' },
    });
    const score = scoreOutOfMemory(
      recordsOf([
        alarm(300, 295_000),
        alarm(500, 1),
        reading(330, { predicted: false, reason: 'too early' }),
        reading(360, forecast(240_000, 200_000, 300_000)),
        reading(390, forecast(100_000, 90_000, 110_000)),
        died,
      ]),
    );
    expect(score.lifeMs).toBe(600_000);
    expect(score.alarm).toEqual({ leftMs: 300_000, etaMs: 295_000, covered: true });
    expect(score.periodic.map(({ covered }) => covered)).toEqual([true, false]);
  });
});

describe('the tables of forecasts', () => {
  it('count those that died, and name those that did not', () => {
    const program = { name: 'leaks', file: 'leaks', packages: [], perSecond: 1, heapMegabytes: 64 };
    const records = recordsOf([reading(360, forecast(240_000, 200_000, 300_000)), died]);
    const alive = { program: { ...program, name: 'lives' }, records: recordsOf([]) };
    const [summary, each] = outOfMemoryTables([{ program, records }, alive]);
    expect(summary!.rows[0]).toEqual(['processes that ran out of memory', '1']);
    expect(summary!.rows[4]).toEqual(['end within that of forecasts each 30 s', '100.0 % of 1']);
    expect(summary!.notes?.[1]).toBe('Did not run out of memory in their time: lives.');
    expect(each!.rows).toEqual([['leaks', '64 MB', '10.0 min', 'none', '–', '–', '1 of 1']]);
  });
});
