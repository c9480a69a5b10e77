import { expect, it } from 'vitest';
import { untroubledWords } from '../../../src/dashboard/model/untroubled.ts';

const calm = { tone: 'calm', headline: 'No leak suspected', details: [] } as const;

it('nothing was wrong where the verdict says so', () => {
  expect(untroubledWords(calm, false)).toEqual({
    incidents: 'Nothing has been wrong so far. Leaks and crossed thresholds are explained here.',
    events: 'Nothing yet. Crossed thresholds and leaks are listed here.',
  });
});

it('what the verdict says is not denied where no alert tells of it', () => {
  const killed = {
    tone: 'critical',
    headline: 'api was killed by SIGABRT at 12:00:00',
    details: [],
  } as const;
  expect(untroubledWords(killed, false).incidents).toBe(
    'api was killed by SIGABRT at 12:00:00. No leak has been suspected and no threshold crossed, as far as is known.',
  );
});

it('a recording of samples alone says nothing of incidents, nor of events', () => {
  expect(untroubledWords({ ...calm, tone: 'quiet' }, true)).toEqual({
    incidents: 'A recording of samples alone says nothing of incidents.',
    events: 'A recording of samples alone holds no events.',
  });
});
