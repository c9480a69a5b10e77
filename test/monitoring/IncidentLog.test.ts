import { describe, expect, it } from 'vitest';
import { IncidentLog } from '../../src/monitoring/IncidentLog.ts';
import type { LeakReport, MemoryEvent, PressureLevel, ThresholdMetric } from '../../src/wire/event.ts';

function leak(time: number, level: LeakReport['level'], id = 'leak-1'): MemoryEvent {
  const payload: LeakReport = {
    id,
    level,
    memory: 'heap',
    rateBytesPerSecond: 1000,
    grownBytes: 5000,
    sinceMs: 5000,
    pattern: 'linear',
    confidence: 0.9,
    sites: [],
    evidence: [],
    advice: '',
  };
  return { time, type: `memory:leak_${level}`, payload };
}

function crossing(time: number, level: PressureLevel, metric: ThresholdMetric = 'heap'): MemoryEvent {
  const payload = {
    metric,
    level,
    previousLevel: 'normal' as const,
    usedBytes: 1,
    thresholdBytes: 1,
    limitBytes: 2,
    ratio: 0.5,
    message: '',
  };
  return { time, type: 'memory:threshold_exceeded', payload };
}

describe('IncidentLog', () => {
  it('makes one incident of a leak from suspicion to confirmation, with the worst level', () => {
    const log = new IncidentLog();
    log.record('1', leak(10, 'suspected'));
    log.record('1', leak(20, 'confirmed'));
    log.record('1', leak(30, 'suspected'));
    expect(log.incidents()).toMatchObject([
      { id: 1, processId: '1', kind: 'leak', subject: 'leak-1', level: 'confirmed', openedAt: 10 },
    ]);
    expect(log.incidents()[0]?.closedAt).toBeUndefined();
    expect(log.incidents()[0]?.events.map((event) => event.time)).toEqual([10, 20, 30]);
  });

  it('closes a leak when it is withdrawn, and opens a new incident when it comes back', () => {
    const log = new IncidentLog();
    log.record('1', leak(10, 'suspected'));
    log.record('1', leak(20, 'withdrawn'));
    log.record('1', leak(30, 'suspected'));
    expect(log.incidents().map(({ openedAt, closedAt, closedBy }) => [openedAt, closedAt, closedBy])).toEqual(
      [
        [30, undefined, undefined],
        [10, 20, 'withdrawn'],
      ],
    );
  });

  it('keeps thresholds of different metrics and processes apart', () => {
    const log = new IncidentLog();
    log.record('1', crossing(10, 'warning', 'heap'));
    log.record('1', crossing(11, 'critical', 'rss'));
    log.record('2', crossing(12, 'warning', 'heap'));
    log.record('1', crossing(13, 'normal', 'heap'));
    expect(
      log.incidents().map(({ processId, subject, level, closedBy }) => [processId, subject, level, closedBy]),
    ).toEqual([
      ['2', 'heap', 'warning', undefined],
      ['1', 'rss', 'critical', undefined],
      ['1', 'heap', 'warning', 'recovered'],
    ]);
  });

  it('ignores recoveries of what was never open and events that are no alert', () => {
    const log = new IncidentLog();
    log.record('1', crossing(10, 'normal'));
    log.record('1', leak(10, 'withdrawn'));
    log.record('1', {
      time: 1,
      type: 'memory:out_of_memory_predicted',
      payload: { etaMs: 1, lowMs: 1, highMs: undefined, limit: 'heap' },
    });
    expect(log.incidents()).toEqual([]);
  });

  it('closes what is open of a process that has gone, and nothing of the others', () => {
    const log = new IncidentLog();
    log.record('1', leak(10, 'suspected'));
    log.record('2', leak(10, 'suspected'));
    log.processGone('1', 40);
    expect(
      log.incidents().map(({ processId, closedAt, closedBy }) => [processId, closedAt, closedBy]),
    ).toEqual([
      ['2', undefined, undefined],
      ['1', 40, 'process gone'],
    ]);
  });

  it('holds no more incidents than its size: closed ones go first, then the oldest', () => {
    const log = new IncidentLog({ size: 2 });
    log.record('1', leak(1, 'suspected', 'a'));
    log.record('1', leak(2, 'suspected', 'b'));
    log.record('1', leak(3, 'withdrawn', 'b'));
    log.record('1', leak(4, 'suspected', 'c'));
    expect(log.incidents().map((incident) => incident.subject)).toEqual(['c', 'a']);
    log.record('1', leak(5, 'suspected', 'd'));
    expect(log.incidents().map((incident) => incident.subject)).toEqual(['d', 'c']);
    log.record('1', leak(6, 'confirmed', 'a'));
    expect(log.incidents().map((incident) => [incident.subject, incident.openedAt])).toEqual([
      ['a', 6],
      ['d', 5],
    ]);
  });

  it('keeps the first event and the newest ones of a long incident', () => {
    const log = new IncidentLog({ eventsPerIncident: 3 });
    for (let time = 1; time <= 9; time++) log.record('1', leak(time, 'suspected'));
    expect(log.incidents()[0]?.events.map((event) => event.time)).toEqual([1, 8, 9]);
  });
});
