import { describe, expect, it } from 'vitest';
import { suspicionAdvice, urgentAdvice, urgentCure } from '../../../src/monitoring/leaks/reportWords.ts';
import { exitSentence } from '../../../src/reporting/words/exitSentence.ts';
import { pastAdvice } from '../../../src/reporting/words/pastAdvice.ts';

describe('advice that is read later', () => {
  it.each([0.5, 0.9])('does not ask to restart or to drain what has ended, at %s of its limit', (share) => {
    const advice = `${urgentAdvice('confirmed', share)} ${urgentCure([], undefined, false)}`;
    expect(pastAdvice(advice, true)).toBe(
      'It has ended: start it with more room, and look for the cause while there is some. After the restart, take two heap snapshots a few minutes apart while there is room: what grew between them is the leak.',
    );
    expect(pastAdvice(advice, false)).toMatch(
      /^If it still runs, restart or drain it: it may end soon\. Take /,
    );
  });

  it('does not ask to wait for what has ended', () => {
    expect(pastAdvice(suspicionAdvice([]), true)).toBe(
      'If no cache or batch was meant to fill then: when it runs again, compare two heap snapshots taken a few minutes apart.',
    );
    expect(pastAdvice(suspicionAdvice([]), false)).toBe(suspicionAdvice([]));
  });

  it('is left as it is where it is of no moment', () => {
    for (const hasEnded of [true, false]) expect(pastAdvice('Look.', hasEnded)).toBe('Look.');
  });
});

it.each([
  [null, 'SIGABRT', 'at T, killed by SIGABRT: so V8 ends a process whose heap is full'],
  [134, null, 'at T, with code 134: so V8 ends a process whose heap is full'],
  [null, 'SIGTERM', 'at T, killed by SIGTERM'],
  [1, null, 'at T, with code 1'],
  [null, null, 'at T, nobody saw how'],
])('an end with code %s and signal %s is told as what it was', (code, signal, words) => {
  expect(exitSentence({ time: 0, code, signal }, () => 'T')).toBe(words);
});
