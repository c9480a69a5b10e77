import { describe, expect, it } from 'vitest';
import { limitSentences } from '../../../src/reporting/words/limitSentences.ts';
import { at, incident, leakEvent } from '../given.ts';

const minuteMs = 60_000;

function told(second: number, level: 'suspected' | 'confirmed' | 'withdrawn', etaMs: number | undefined) {
  const left = (share: number) => (etaMs === undefined ? undefined : share * etaMs);
  const limit = { of: 'open files', count: 850, etaMs, lowMs: left(0.5), highMs: left(1.5) } as const;
  const resource = { kind: 'handle', type: 'file descriptor', count: 700, perHour: 4000, limit } as const;
  return leakEvent(second, { level, memory: 'native', resource });
}

const clock = (epochMs: number): string => `${(epochMs - at(0)) / minuteMs} min`;
const sentences = (...events: ReturnType<typeof told>[]) =>
  limitSentences([incident({ events: [] }), incident({ events })], at(600), clock);

describe('the limit of open files in a report', () => {
  it('is counted down from when it was told to the end of the period', () => {
    expect(sentences(told(300, 'suspected', 20 * minuteMs))).toEqual([
      'limit of 850: 15 min after the end (5 min to 25 min)',
      'As told at 5 min.',
    ]);
    expect(sentences(told(60, 'suspected', 8 * minuteMs))[0]).toBe(
      'limit of 850: at any time after the end, within 3 min',
    );
  });

  it('is said to be reached where it was told so', () => {
    expect(sentences(told(60, 'suspected', 8 * minuteMs), told(540, 'confirmed', 0))).toEqual([
      'limit of 850: reached, as told at 9 min',
    ]);
  });

  it('is left out where it was withdrawn, not foreseen, or told later', () => {
    expect(sentences(told(60, 'suspected', minuteMs), told(120, 'withdrawn', minuteMs))).toEqual([]);
    expect(sentences(told(60, 'suspected', undefined))).toEqual([]);
    expect(sentences(told(660, 'suspected', minuteMs))).toEqual([]);
  });
});
