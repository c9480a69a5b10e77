import { describe, expect, it } from 'vitest';
import { endSentence } from '../../../src/monitoring/leaks/reportWords.ts';
import { clockTime } from '../../../src/reporting/words/clockTime.ts';
import { incidentText } from '../../../src/reporting/words/incidentText.ts';
import { besideForecast } from '../../../src/reporting/words/oneForecast.ts';
import { asOf } from '../../../src/wire/endOfPace.ts';
import type { OutOfMemoryEstimate } from '../../../src/wire/event.ts';
import { at, incident, leakEvent } from '../given.ts';

const estimate: OutOfMemoryEstimate = { etaMs: 92_000, lowMs: 60_000, highMs: 120_000, limit: 'heap' };
const end = endSentence(estimate);
const others = [
  'It has grown for 4 min.',
  'At this pace the heap is not full within 30 days, or growth is uneven.',
];

describe('when memory runs out', () => {
  it('is told by the forecast alone, where both are of one limit', () => {
    const forecast = { predicted: true, ...estimate, etaMs: 88_000, basis: 'The live heap grows.' } as const;
    expect(besideForecast([end, ...others], forecast)).toEqual(others);
  });

  it('is told by the evidence, too, where the forecast is of another limit, or there is none', () => {
    const host = { predicted: true, ...estimate, limit: 'host', basis: '' } as const;
    expect(besideForecast([end, ...others], host)).toEqual([end, ...others]);
    const none = { predicted: false, reason: 'Nothing grows.' } as const;
    expect(besideForecast([end, ...others], none)).toEqual([end, ...others]);
  });

  it('says from when it counts, where it was told in the past', () => {
    expect(asOf([...others, end], '14:03:10')).toEqual([
      ...others,
      'At this pace the heap is full in about 92 s (60 s to 120 s), counted from 14:03:10.',
    ]);
  });

  it('says so in an incident', () => {
    const time = clockTime(at(0), at(900));
    const events = [leakEvent(400, { evidence: [end], outOfMemory: estimate })];
    const { sentences } = incidentText(incident({ openedAt: at(400), events }), time);
    expect(sentences.join(' ')).toContain(`counted from ${time(at(400))}.`);
  });
});
