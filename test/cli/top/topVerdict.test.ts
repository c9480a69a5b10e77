import { describe, expect, it } from 'vitest';
import { type SortKey, sorted } from '../../../src/cli/top/sorting.ts';
import { openIncidents, topForecast, topVerdict } from '../../../src/cli/top/topVerdict.ts';
import type { PressureLevel } from '../../../src/wire/event.ts';
import type { ProcessExit } from '../../../src/wire/process.ts';
import { mib } from '../../monitoring/simulation.ts';
import { at, incident, leakEvent } from '../../reporting/given.ts';
import { killedProcess, leakingProcess, now, silentProcess, topProcess } from './given.ts';

function words(given: Parameters<typeof topProcess>[0]): string {
  return topVerdict(topProcess(given), now).words;
}

describe('the verdict on a process', () => {
  it('is normal only where there was enough to judge by', () => {
    expect(words({})).toBe('normal');
    expect(words({ identity: { startedAt: now - 200_000 } })).toBe('too early');
    expect(words({ sample: { majorCollections: 1 } })).toBe('too early');
    expect(words({ row: undefined })).toBe('no sample yet');
  });

  it('is the worst that stands', () => {
    const container = incident({ kind: 'threshold', subject: 'container', level: 'warning' });
    const heap = incident({ kind: 'threshold', subject: 'heap', level: 'critical' });
    const suspected = incident();
    expect(words({ incidents: [container] })).toBe('warning');
    expect(words({ incidents: [container, suspected] })).toBe('leak suspected');
    expect(words({ incidents: [container, suspected, heap] })).toBe('heap critical');
    const confirmed = incident({ level: 'confirmed' });
    expect(words({ incidents: [heap, confirmed] })).toBe('leak confirmed');
    expect(words({ incidents: [incident({ closedAt: at(400), closedBy: 'withdrawn' })] })).toBe('normal');
  });

  it('is that memory runs out soon, where nothing else stands', () => {
    const told = (etaMs: number) =>
      [
        {
          time: now,
          type: 'memory:out_of_memory_predicted',
          payload: { etaMs, lowMs: 1, highMs: 2 * etaMs, limit: 'heap' },
        },
      ] as const;
    expect(words({ events: told(400_000) })).toBe('OOM ahead');
    expect(words({ events: told(4_000_000) })).toBe('normal');
    expect(words({ events: told(400_000), incidents: [incident()] })).toBe('leak suspected');
  });

  it('is the level of pressure, where no alert says as much', () => {
    const capacity = { limits: [], binding: undefined };
    const events = (level: PressureLevel) =>
      [
        {
          time: now,
          type: 'memory:pressure_changed',
          payload: { level, previousLevel: 'normal', capacity },
        },
      ] as const;
    const container = incident({ kind: 'threshold', subject: 'container', level: 'warning' });
    expect(words({ events: events('critical'), incidents: [container] })).toBe('pressure critical');
    expect(words({ events: events('warning'), incidents: [container] })).toBe('warning');
    expect(words({ events: events('warning') })).toBe('pressure warning');
    expect(words({ events: events('normal') })).toBe('normal');
  });

  it('is silence before a suspicion, and an alert before silence', () => {
    expect(words({ state: 'silent', incidents: [incident()] })).toBe('silent');
    expect(words({ state: 'silent', incidents: [incident({ level: 'confirmed' })] })).toBe('leak confirmed');
  });

  it('is how it ended, with what stood then', () => {
    const end = (code: number | null, signal: string | null): ProcessExit => ({ time: now, code, signal });
    expect(words({ state: 'gone', exit: end(null, 'SIGKILL') })).toBe('killed SIGKILL');
    expect(words({ state: 'gone', exit: end(1, null) })).toBe('exit code 1');
    expect(words({ state: 'gone', exit: end(0, null) })).toBe('ended');
    expect(words({ state: 'gone' })).toBe('ended');
    expect(words({ state: 'unwatched' })).toBe('unwatched');
    const stood = incident({ closedAt: now, closedBy: 'process gone' });
    const over = incident({ closedAt: now, closedBy: 'withdrawn' });
    expect(openIncidents(topProcess({ state: 'gone', incidents: [stood, over] }))).toEqual([stood]);
  });
});

describe('the forecast of a process', () => {
  it('is the last one told, counted from now, and none when its time has passed or its leak is withdrawn', () => {
    const outOfMemory = { etaMs: 400_000, lowMs: 300_000, highMs: 500_000, limit: 'heap' } as const;
    const told = leakEvent(1000, { level: 'confirmed', outOfMemory });
    const process = topProcess({ events: [told] });
    expect(topForecast(process, now)).toMatchObject({ etaMs: 200_000, lowMs: 100_000, highMs: 300_000 });
    expect(topForecast(process, at(1501))).toBeUndefined();
    expect(topForecast({ ...process, state: 'gone' }, now)).toBeUndefined();
    const withdrawn = topProcess({ events: [told, leakEvent(1100, { level: 'withdrawn' })] });
    expect(topForecast(withdrawn, now)).toBeUndefined();
  });
});

describe('the order of processes', () => {
  const all = [topProcess(), killedProcess(), silentProcess(), leakingProcess()];
  const order = (key: SortKey, isReversed = false): string[] =>
    sorted(all, { key, isReversed }, now).map(({ identity }) => identity.id);

  it('is by what is most urgent, largest, soonest; by names and numbers ascending', () => {
    expect(order('verdict')).toEqual(['4711', '4711.2', '4720', '4712']);
    expect(order('pid')).toEqual(['4711', '4711.2', '4712', '4720']);
    expect(order('name')).toEqual(['4711', '4712', '4720', '4711.2']);
    expect(order('live')).toEqual(['4711', '4712', '4720', '4711.2']);
    expect(order('rss')).toEqual(['4711', '4711.2', '4720', '4712']);
    expect(order('capacity')).toEqual(['4720', '4711', '4711.2', '4712']);
    expect(order('forecast')[0]).toBe('4711');
    expect(order('used')).toEqual(['4711', '4712', '4720', '4711.2']);
  });

  it('is turned round, and what is equal stays by age and number', () => {
    expect(order('pid', true)).toEqual(['4720', '4712', '4711.2', '4711']);
    expect(order('live', true)).toEqual(['4711.2', '4712', '4720', '4711']);
    const unknown = topProcess({ identity: { id: '1', pid: 1 }, sample: { liveBytes: Number.NaN } });
    const known = topProcess({ sample: { liveBytes: mib } });
    const ids = sorted([unknown, known], { key: 'live', isReversed: false }, now);
    expect(ids).toEqual([known, unknown]);
  });
});
