import { describe, expect, it } from 'vitest';
import { recordedSource } from '../../../src/dashboard/sources/recordedSource.ts';
import { historyOf, leakEvent, noon, processOf, rowOf } from '../given.ts';

const rows = (count: number, stepMs: number): Float64Array[] =>
  Array.from({ length: count }, (_, index) =>
    rowOf({ time: noon - (count - 1 - index) * stepMs, rssBytes: index }),
  );

const coarse = historyOf(rows(60, 60_000), { stepMs: 60_000, events: [leakEvent(noon - 1000)] });
const fine = historyOf(rows(100, 1000), { stepMs: 1000, events: [leakEvent(noon - 1000)] });
const source = recordedSource({ process: processOf(), histories: [coarse, fine], recordedAt: noon });

describe('a recorded process', () => {
  it('is open at once, and nothing comes after what is there', async () => {
    const told: unknown[] = [];
    const end = source.subscribe({
      message: (message) => told.push(message),
      connection: (connection) => told.push(connection),
    });
    end();
    expect(told).toEqual(['open']);
    expect(source.recorded).toBe(true);
    expect(await source.processes()).toEqual([processOf()]);
  });

  it('answers with the finest rows that reach back as far', async () => {
    const all = await source.history('4711', { fromMs: noon - 3_600_000, toMs: noon });
    expect([all.stepMs, all.columns[0]?.length, all.events.length]).toEqual([60_000, 60, 1]);
    const last = await source.history('4711', { fromMs: noon - 50_000, toMs: noon });
    expect([last.stepMs, last.columns[0]?.length]).toEqual([1000, 51]);
  });

  it('answers with the part that is asked for, rows and events', async () => {
    const part = await source.history('4711', { fromMs: noon - 50_000, toMs: noon - 40_000 });
    expect(part.columns[0]).toHaveLength(11);
    expect(part.columns[9]?.[0]).toBe(49);
    expect(part.events).toEqual([]);
  });

  it('answers with nothing for a time in which there is nothing', async () => {
    const before = await source.history('4711', { fromMs: 0, toMs: 1000 });
    expect(before.columns[0]).toEqual([]);
    const after = await source.history('4711', { fromMs: noon + 1, toMs: noon + 2 });
    expect(after.columns[0]).toEqual([]);
    const none = recordedSource({ process: processOf(), histories: [], recordedAt: noon });
    expect(await none.history('4711', { fromMs: 0, toMs: noon })).toMatchObject({ columns: [[]] });
  });
});
