import { describe, expect, it } from 'vitest';
import { type Incident, incidentsOf } from '../../../src/dashboard/model/incidents.ts';
import { describeIncident } from '../../../src/dashboard/model/incidentText.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import { crossingEvent, leakEvent, megabyte, noon, processOf } from '../given.ts';

const minute = 60_000;
const process = processOf();
const dead = processOf({}, { state: 'gone', exit: { time: noon, code: 1, signal: null } });

function text(events: readonly MemoryEvent[], of = process, nowMs = noon) {
  return describeIncident(incidentsOf(events, of)[0] as Incident, of, nowMs);
}

const confirmed = {
  level: 'confirmed',
  basis: 'sites',
  holder: { path: 'app.sessions', class: 'Map', entries: 41_200 },
  work: { unit: 'request', bytes: 1_328, count: 9_000, correlation: 0.99 },
  outOfMemory: { etaMs: 40 * minute, lowMs: 30 * minute, highMs: 60 * minute, limit: 'heap' },
  sites: [
    {
      function: 'set',
      file: 'src/session.ts',
      line: 88,
      package: undefined,
      bytesPerSecond: 51 * 1024,
      survival: 0.97,
    },
    { function: 'clone', file: 'lodash.js', line: 3, package: 'lodash', bytesPerSecond: 0, survival: 0.5 },
  ],
} as const;

describe('an incident in words', () => {
  it('says from when the end in its evidence is counted, also once it is withdrawn', () => {
    const evidence = ['It grows.', 'At this pace the heap is full in about 49 min.'];
    const told = leakEvent(noon - 20 * minute, { ...confirmed, evidence });
    const dated = ['It grows.', 'At this pace the heap is full in about 49 min, counted from 11:40.'];
    expect(text([told]).evidence).toEqual(dated);
    expect(text([told, leakEvent(noon, { level: 'withdrawn' })]).evidence).toEqual(dated);
  });

  it('says what leaks, since when, who holds it, and when it ends', () => {
    const events = [
      leakEvent(noon - 9 * minute),
      leakEvent(noon - 5 * minute, { ...confirmed, grownBytes: 29 * megabyte, sinceMs: 9 * minute }),
    ];
    expect(text(events)).toMatchObject({
      tone: 'critical',
      headline: 'Leak confirmed',
      when: 'since 11:51, 9 min',
      summary: 'Live heap +29 MB in 9 min, 52 kB/s',
      facts: [
        ['Held by', 'app.sessions (Map), 41,200 entries'],
        ['Per work', '1,328 bytes kept per request (r 0.99)'],
        ['Forecast', 'Out of memory in about 35 min (25 min to 55 min); heap limit'],
        ['Course', 'steady, confidence 97 %'],
      ],
      sites: [
        {
          function: 'set',
          place: 'src/session.ts:88',
          package: 'your code',
          rate: '51 kB/s',
          survival: '97 %',
        },
        { function: 'clone', place: 'lodash.js:3', package: 'lodash', rate: '', survival: '50 %' },
      ],
      evidence: ['97 % is still alive.'],
      advice: 'Bound the Map',
    });
  });

  it('says that a number is a lower bound where it is one', () => {
    const holder = { path: 'session closed', class: 'expected to be gone', entries: 2500, isAtLeast: true };
    const facts = (text([leakEvent(noon, { ...confirmed, holder })]).facts ?? []) as readonly unknown[];
    expect(facts).toContainEqual(['Held by', 'session closed (expected to be gone), at least 2,500 entries']);
  });

  it('tells its way from where the growth begins, each step with what was known then', () => {
    const events = [leakEvent(noon - 9 * minute), leakEvent(noon - 5 * minute, confirmed)];
    expect(text(events).steps.map(({ clock, title, detail }) => [clock, title, detail])).toEqual([
      ['11:47:00', 'Growth begins', 'as far as it can be told'],
      ['11:51:00', 'Suspected', 'Live heap +12 MB in 4 min, 52 kB/s'],
      [
        '11:55:00',
        'Confirmed',
        'Live heap +12 MB in 4 min, 52 kB/s; it is beyond what declared holders may keep',
      ],
    ]);
  });

  it('gives no forecast and no advice for what is over, and says why it is', () => {
    const events = [
      leakEvent(noon - 9 * minute, { outOfMemory: confirmed.outOfMemory }),
      leakEvent(noon - 5 * minute, { level: 'withdrawn', evidence: ['It grew.', 'The growth has ended.'] }),
    ];
    const words = text(events);
    expect(words).toMatchObject({
      tone: 'quiet',
      headline: 'Leak withdrawn',
      when: '11:51 to 11:55, 4 min',
      facts: [['Course', 'steady, confidence 97 %']],
      advice: '',
    });
    expect(words.steps.at(-1)).toMatchObject({
      tone: 'calm',
      title: 'Withdrawn',
      detail: 'The growth has ended.',
    });
  });

  it('ends with its process, in the words of that end', () => {
    const words = text([leakEvent(noon - minute)], dead);
    expect(words.headline).toBe('Leak suspected');
    expect(words.steps.at(-1)).toMatchObject({
      title: 'The process ended',
      detail: 'ended with exit code 1 at 12:00:00',
    });
  });

  it('counts things that are never closed, and their bytes', () => {
    const resource = { kind: 'worker', type: 'pool.js', count: 41, perHour: 480 } as const;
    expect(text([leakEvent(noon, { resource })])).toMatchObject({
      summary: 'Worker threads: 41 (pool.js), +480 an hour',
      facts: [
        ['Bytes', '52 kB/s'],
        ['Course', 'steady, confidence 97 %'],
      ],
    });
  });

  it('says of a threshold what was used of what', () => {
    const events = [crossingEvent(noon - 9 * minute, 'warning'), crossingEvent(noon - minute, 'critical')];
    expect(text(events)).toMatchObject({
      tone: 'critical',
      headline: 'Heap critical',
      summary: 'Heap at 78 % of its limit',
      facts: [
        ['Used', '400 MB, 78 %'],
        ['Limit', '512 MB'],
        ['Threshold', '350 MB'],
      ],
    });
    const past = text([...events, crossingEvent(noon, 'normal')]);
    expect([past.headline, past.tone]).toEqual(['Heap was critical', 'quiet']);
    expect(past.steps.map(({ title }) => title)).toEqual(['Warning', 'Critical', 'Back to normal']);
    const mild = [crossingEvent(noon - minute, 'warning'), crossingEvent(noon, 'normal')];
    expect(text(mild).headline).toBe('Heap was above its warning threshold');
    const boundless = crossingEvent(noon, 'warning', {
      metric: 'rss',
      limitBytes: undefined,
      ratio: undefined,
    });
    expect(text([boundless]).facts).toEqual([
      ['Used', '400 MB'],
      ['Threshold', '350 MB'],
    ]);
  });
});
