import { describe, expect, it } from 'vitest';
import { liveSizeCourse } from '../../../src/dashboard/model/liveSize.ts';
import { SampleStore } from '../../../src/dashboard/model/SampleStore.ts';
import { type Situation, verdictOf } from '../../../src/dashboard/model/verdict.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import type { ProcessExit } from '../../../src/wire/process.ts';
import { crossingEvent, leakEvent, megabyte, noon, processOf, rowOf } from '../given.ts';

const minute = 60_000;
const steady = { liveBytes: 62 * megabyte, steadyMs: 12 * minute, steadyCollections: 9, collections: 20 };

function verdict(situation: Partial<Situation> = {}) {
  const given = { process: processOf(), events: [], liveSize: steady, nowMs: noon, todayMs: noon };
  return verdictOf({ ...given, ...situation });
}

function ofDead(exit: ProcessExit | undefined, events: readonly MemoryEvent[] = []) {
  return verdict({ process: processOf({}, { state: 'gone', exit }), events });
}

describe('the verdict', () => {
  it('says the date of what is of another day than today', () => {
    const todayMs = noon + 86_400_000;
    const events = [leakEvent(noon - minute, { level: 'confirmed' })];
    expect(verdict({ events, todayMs }).headline).toBe('Leak confirmed since 12 May 11:59');
    const gone = processOf({}, { state: 'gone', exit: { time: noon, code: 1, signal: null } });
    expect(verdict({ process: gone, todayMs }).headline).toBe(
      'api ended with exit code 1 at 12 May 12:00:00',
    );
  });

  it('says that all is well, and since when', () => {
    expect(verdict()).toEqual({
      tone: 'calm',
      headline: 'No leak suspected',
      details: ['Live heap 62 MB, steady for 12 min'],
    });
    expect(verdict({ liveSize: { ...steady, steadyCollections: 1 } }).details).toEqual([
      'Live heap 62 MB at the last major collection',
    ]);
  });

  it('does not pretend to know before it can', () => {
    expect(verdict({ nowMs: undefined }).headline).toBe('Waiting for the first sample');
    expect(verdict({ liveSize: undefined })).toMatchObject({ tone: 'quiet', headline: 'Too early to tell' });
    expect(verdict({ liveSize: { ...steady, collections: 1 } })).toMatchObject({
      headline: 'Too early to tell',
      details: ['Live heap 62 MB after the only major collection so far'],
    });
    const young = processOf({ startedAt: noon - 4.4 * minute });
    expect(verdict({ process: young })).toMatchObject({
      headline: 'Too early to tell',
      details: ['Live heap 62 MB; growth says nothing in the first 270 s of a process'],
    });
  });

  it('says the level of pressure with its reason, where no threshold says as much', () => {
    const reason = 'The live heap is at 150 MB, 75 % of 200 MB and would be used up in about 50 s.';
    const binding = {
      kind: 'heap',
      usedBytes: 150 * megabyte,
      limitBytes: 200 * megabyte,
      ratio: 0.75,
    } as const;
    const change = (more: object) =>
      ({
        time: noon - minute,
        type: 'memory:pressure_changed',
        payload: {
          level: 'warning',
          previousLevel: 'normal',
          capacity: { limits: [binding], binding },
          ...more,
        },
      }) as MemoryEvent;
    expect(verdict({ events: [change({ reason })] })).toMatchObject({ tone: 'warning', details: [reason] });
    const without = verdict({ events: [change({ level: 'critical' })] });
    expect(without.headline).toMatch(/^Memory pressure critical since /);
    expect(without.details).toEqual([expect.stringContaining('75 %')]);
    const alerted = [crossingEvent(noon - minute, 'warning'), change({ reason })];
    expect(verdict({ events: alerted }).headline).not.toContain('Memory pressure');
    expect(verdict({ events: [change({ reason }), change({ level: 'normal' })] }).tone).toBe('calm');
  });

  it('says since when a leak is suspected, how it grows and what to do', () => {
    const site = {
      function: 'sessionStore.set',
      file: 'src/session.ts',
      line: 88,
      package: undefined,
      bytesPerSecond: 1,
      survival: 1,
    };
    const events = [
      leakEvent(noon - 2 * minute, { sites: [site] }),
      leakEvent(noon - minute, { sites: [site] }),
    ];
    expect(verdict({ events })).toEqual({
      tone: 'advisory',
      headline: 'Leak suspected since 11:58',
      details: ['Live heap +12 MB in 4 min, 52 kB/s', 'Allocated by sessionStore.set (src/session.ts:88)'],
      advice: 'Bound the Map',
    });
  });

  it('counts from the confirmation once a leak is confirmed, and says when memory runs out', () => {
    const outOfMemory = {
      etaMs: 60 * minute,
      lowMs: 50 * minute,
      highMs: 70 * minute,
      limit: 'heap',
    } as const;
    const holder = { path: 'app.sessions', class: 'Map', entries: 3 };
    const events = [
      leakEvent(noon - 20 * minute),
      leakEvent(noon - 10 * minute, { level: 'confirmed', outOfMemory, holder, advice: '' }),
    ];
    expect(verdict({ events })).toEqual({
      tone: 'critical',
      headline: 'Leak confirmed since 11:50',
      details: [
        'Live heap +12 MB in 4 min, 52 kB/s',
        'Out of memory in about 50 min (40 min to 60 min)',
        'Held by app.sessions',
      ],
    });
  });

  it('says what is kept of each unit of work', () => {
    const work = { unit: 'request', bytes: 1327.8, count: 900, correlation: 0.99 };
    expect(verdict({ events: [leakEvent(noon, { work })] }).details).toContain(
      '1,328 bytes kept per request',
    );
  });

  it('says what is kept of each request of a route, where that is known', () => {
    const route = { bytes: 1327.8, lowBytes: 1200, highBytes: 1400, count: 300, correlation: 0.99 };
    const routes = [{ ...route, route: 'GET /orders/:id' }];
    const work = { unit: 'request', bytes: 400, count: 900, correlation: 0.9, routes };
    expect(verdict({ events: [leakEvent(noon, { work })] }).details).toContain(
      '1,328 bytes kept per request of GET /orders/:id',
    );
  });

  it('prefers the newest estimate of when memory runs out', () => {
    const payload = { etaMs: 5 * minute, lowMs: minute, highMs: undefined, limit: 'heap' } as const;
    const events = [
      leakEvent(noon - 20 * minute),
      { time: noon, type: 'memory:out_of_memory_predicted', payload } as MemoryEvent,
    ];
    expect(verdict({ events }).details[1]).toBe('Out of memory in about 5 min (1 min or later)');
  });

  it('takes back what was withdrawn or has recovered', () => {
    const events = [
      leakEvent(noon - 9),
      crossingEvent(noon - 8, 'critical'),
      crossingEvent(noon - 7, 'normal'),
      leakEvent(noon - 6, { level: 'withdrawn' }),
    ];
    expect(verdict({ events }).headline).toBe('No leak suspected');
  });

  it('puts the most urgent first and names the others', () => {
    const warning = crossingEvent(noon - 3, 'warning', { metric: 'rss' });
    const critical = crossingEvent(noon - 2, 'critical', { metric: 'container' });
    expect(verdict({ events: [leakEvent(noon - 4), warning, critical] })).toEqual({
      tone: 'critical',
      headline: 'Container memory critical since 11:59',
      details: ['Heap at 78 % of its limit', 'Leak suspected since 11:59', 'RSS warning since 11:59'],
    });
    expect(verdict({ events: [warning] }).tone).toBe('warning');
  });

  it('says that a silent process may be blocked, and what was known', () => {
    const process = processOf({}, { state: 'silent' });
    expect(verdict({ process, events: [leakEvent(noon)] })).toEqual({
      tone: 'warning',
      headline: 'No sample since 12:00:00',
      details: ['The event loop may be blocked', 'Leak suspected since 12:00'],
    });
  });

  it('says how a process ended and what that may mean', () => {
    expect(ofDead({ time: noon, code: 0, signal: null })).toMatchObject({
      tone: 'quiet',
      headline: 'api ended normally at 12:00:00',
      details: [],
    });
    expect(ofDead({ time: noon, code: null, signal: 'SIGKILL' }, [leakEvent(noon)])).toMatchObject({
      tone: 'critical',
      headline: 'api was killed by SIGKILL at 12:00:00',
      details: [
        'SIGKILL comes from outside: a person, an orchestrator, or the kernel out of memory',
        'Leak suspected since 12:00: Live heap +12 MB in 4 min, 52 kB/s',
      ],
    });
    expect(ofDead({ time: noon, code: 134, signal: null }).details).toEqual([
      'This is how V8 ends a process whose heap is full',
    ]);
    expect(ofDead(undefined).headline).toBe('api is gone; how it ended is not known');
  });

  it('speaks of a dead process without samples by the time of its events', () => {
    const process = processOf({}, { state: 'gone' });
    const found = verdict({ process, nowMs: undefined, events: [leakEvent(noon)] });
    expect(found.details[0]).toContain('Leak suspected since 12:00');
  });
});

describe('liveSizeCourse', () => {
  function courseOf(live: readonly number[]) {
    const store = new SampleStore();
    live.forEach((megabytes, index) => {
      store.append(
        rowOf({ time: index * 1_000, liveBytes: megabytes * megabyte, majorCollections: index }),
        1_000,
      );
    });
    return liveSizeCourse(store);
  }

  it('counts back to where the live size was something else', () => {
    expect(courseOf([40, 60, 61, 62])).toEqual({
      liveBytes: 62 * megabyte,
      steadyMs: 2_000,
      steadyCollections: 2,
      collections: 3,
    });
  });

  it('reaches as far as samples do', () => {
    expect(courseOf([62, 62])?.steadyMs).toBe(1_000);
  });

  it('ends where the live size was not known', () => {
    expect(courseOf([Number.NaN, 62, 62])?.steadyMs).toBe(1_000);
    expect(courseOf([Number.NaN])).toBeUndefined();
  });
});
