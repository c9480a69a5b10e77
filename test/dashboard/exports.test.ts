import { describe, expect, it } from 'vitest';
import { rowsWithin } from '../../src/dashboard/exports/rowsWithin.ts';
import { toCsv } from '../../src/dashboard/exports/toCsv.ts';
import { toJson } from '../../src/dashboard/exports/toJson.ts';
import { SampleStore } from '../../src/dashboard/model/SampleStore.ts';
import { recordedSource } from '../../src/dashboard/sources/recordedSource.ts';
import { sampleFields } from '../../src/wire/sample.ts';
import { leakEvent, noon, processOf, rowOf } from './given.ts';

const process = processOf();

function windowOf(fromMs: number, toMs: number) {
  const store = new SampleStore();
  for (let second = 0; second < 10; second++) {
    store.append(rowOf({ time: noon + second * 1_000, rssBytes: 100 + second }), second < 5 ? 10_000 : 1_000);
  }
  const events = [leakEvent(noon), leakEvent(noon + 4_000, { id: 'other' })];
  return rowsWithin({ process, store, range: { fromMs, toMs }, events });
}

describe('a window that is saved', () => {
  it('holds its samples and no others, and its events and those before it, which still stand perhaps', () => {
    const history = windowOf(noon + 3_000, noon + 6_500);
    expect(history.columns[0]).toEqual([3, 4, 5, 6].map((second) => noon + second * 1_000));
    expect(history.columns[sampleFields.indexOf('rssBytes')]).toEqual([103, 104, 105, 106]);
    expect(history.columns[sampleFields.indexOf('hostUsedBytes')]).toEqual([null, null, null, null]);
    expect(history.stepMs).toBe(10_000);
    expect(history.events).toEqual([leakEvent(noon), leakEvent(noon + 4_000, { id: 'other' })]);
    expect(windowOf(noon + 1_000, noon + 3_500).events).toEqual([leakEvent(noon)]);
  });

  it('as CSV has a row of names, times in UTC, and nothing for the unknown', () => {
    const [names = '', first = '', ...others] = toCsv(windowOf(noon + 3_000, noon + 4_000)).split('\r\n');
    expect(names.split(',')).toEqual([...sampleFields]);
    const cells = first.split(',');
    expect(cells[0]).toBe(new Date(noon + 3_000).toISOString());
    expect(cells[sampleFields.indexOf('rssBytes')]).toBe('103');
    expect(cells[sampleFields.indexOf('hostUsedBytes')]).toBe('');
    expect(cells).toHaveLength(sampleFields.length);
    expect(others).toHaveLength(2);
    expect(others[1]).toBe('');
  });

  it('without samples is a row of names', () => {
    const history = windowOf(noon - 3_000, noon - 2_000);
    expect(history.stepMs).toBe(0);
    expect(toCsv(history)).toBe(`${sampleFields.join(',')}\r\n`);
  });

  it('as JSON can be shown again', async () => {
    const history = windowOf(noon + 3_000, noon + 6_000);
    const recorded = JSON.parse(toJson({ process, nowMs: noon + 9_000 }, history));
    expect(recorded.recordedAt).toBe(noon + 9_000);
    const source = recordedSource(recorded);
    expect(await source.processes()).toEqual([JSON.parse(JSON.stringify(process))]);
    const answer = await source.history('4711', { fromMs: noon, toMs: noon + 9_000 });
    expect(answer.columns).toEqual(history.columns);
    expect(answer.events).toEqual(history.events);
  });
});
