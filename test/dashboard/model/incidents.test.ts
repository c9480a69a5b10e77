import { describe, expect, it } from 'vitest';
import { closedAt, incidentsOf, openedAt } from '../../../src/dashboard/model/incidents.ts';
import { crossingEvent, leakEvent, megabyte, noon, processOf } from '../given.ts';

const minute = 60_000;
const alive = processOf();
const dead = processOf({}, { state: 'gone', exit: { time: noon, code: null, signal: 'SIGKILL' } });

describe('incidents', () => {
  it('fold what is said of one leak, a step for each new state', () => {
    const events = [
      leakEvent(noon - 9 * minute),
      leakEvent(noon - 8 * minute, { grownBytes: 20 * megabyte }),
      leakEvent(noon - 5 * minute, { level: 'confirmed' }),
      leakEvent(noon - 2 * minute, { level: 'confirmed', grownBytes: 40 * megabyte }),
    ];
    const [incident, ...others] = incidentsOf(events, alive);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ kind: 'leak', level: 'confirmed', open: true });
    expect(incident?.steps.map(({ time, state }) => [time, state])).toEqual([
      [noon - 9 * minute, 'suspected'],
      [noon - 5 * minute, 'confirmed'],
    ]);
    expect(incident?.report).toMatchObject({ grownBytes: 40 * megabyte });
    expect(incident?.updatedAt).toBe(noon - 2 * minute);
  });

  it('end with the withdrawal, and keep what was said before it', () => {
    const events = [
      leakEvent(noon - 9 * minute),
      leakEvent(noon - 5 * minute, { level: 'withdrawn', advice: 'Nothing to do' }),
      leakEvent(noon - minute),
    ];
    const [again, withdrawn] = incidentsOf(events, alive);
    expect(again).toMatchObject({ open: true });
    expect(withdrawn).toMatchObject({ open: false, level: 'suspected', report: { advice: 'Bound the Map' } });
    expect(withdrawn && [openedAt(withdrawn), closedAt(withdrawn)]).toEqual([
      noon - 9 * minute,
      noon - 5 * minute,
    ]);
    expect(again && closedAt(again)).toBeUndefined();
    expect(again?.key).not.toBe(withdrawn?.key);
  });

  it('follow each threshold up and down until it is back to normal', () => {
    const events = [
      crossingEvent(noon - 9 * minute, 'warning'),
      crossingEvent(noon - 8 * minute, 'warning', { metric: 'rss' }),
      crossingEvent(noon - 7 * minute, 'critical'),
      crossingEvent(noon - 6 * minute, 'warning'),
      crossingEvent(noon - 5 * minute, 'normal'),
    ];
    const [rss, heap] = incidentsOf(events, alive);
    expect(rss).toMatchObject({ open: true, report: { metric: 'rss' } });
    expect(heap?.steps.map(({ state }) => state)).toEqual(['warning', 'critical', 'warning', 'recovered']);
    expect(heap).toMatchObject({ open: false, report: { level: 'warning' } });
  });

  it('stand in the order of urgency while they are open, then from new to old', () => {
    const events = [
      crossingEvent(noon - 9 * minute, 'warning', { metric: 'host' }),
      crossingEvent(noon - 8 * minute, 'normal', { metric: 'host' }),
      leakEvent(noon - 7 * minute, { id: 'a', level: 'confirmed' }),
      leakEvent(noon - 6 * minute, { id: 'b' }),
      crossingEvent(noon - 5 * minute, 'critical'),
      leakEvent(noon - 4 * minute, { id: 'c' }),
      leakEvent(noon - 3 * minute, { id: 'c', level: 'withdrawn' }),
      crossingEvent(noon - 2 * minute, 'warning', { metric: 'rss' }),
    ];
    const order = incidentsOf(events, alive).map(({ report }) =>
      'id' in report ? report.id : report.metric,
    );
    expect(order).toEqual(['a', 'heap', 'b', 'rss', 'c', 'host']);
  });

  it('are over when the process is', () => {
    const [incident] = incidentsOf([leakEvent(noon - minute)], dead);
    expect(incident).toMatchObject({ open: false, level: 'suspected' });
    expect(incident?.steps.at(-1)).toEqual({ time: noon, state: 'process gone', event: undefined });
    const unknown = incidentsOf([leakEvent(noon - minute)], processOf({}, { state: 'gone' }));
    expect(unknown[0] && closedAt(unknown[0])).toBe(noon - minute);
  });

  it('are no matter of other events, nor of an end whose beginning is forgotten', () => {
    const events = [
      leakEvent(noon, { level: 'withdrawn' }),
      crossingEvent(noon, 'normal'),
      {
        time: noon,
        type: 'memory:out_of_memory_predicted',
        payload: { etaMs: 1, lowMs: 1, highMs: 2, limit: 'heap' },
      } as const,
    ];
    expect(incidentsOf(events, alive)).toEqual([]);
    expect(incidentsOf([], undefined)).toEqual([]);
  });
});
