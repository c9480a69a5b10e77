import { describe, expect, it } from 'vitest';
import { confirmationSentence, suspicionOutlook } from '../../../src/monitoring/leaks/reportWords.ts';
import { epoch } from '../simulation.ts';

describe('what would change a suspicion', () => {
  const end = { settledAt: epoch, now: epoch - 60_000 };

  it('is what is missing once the time has come, and no later time', () => {
    expect(suspicionOutlook({ ...end, now: epoch + 1, missing: 'grow all the time' }, 'heap', false)).toBe(
      'Not told yet from a cache that is still filling: to be confirmed it would have to grow all the time.',
    );
  });

  it('is left open where memory may be full before', () => {
    expect(suspicionOutlook(undefined, 'heap', true)).toBe(
      'Not told yet from a cache that is still filling; memory may be full before that can be told.',
    );
  });

  it('is a declaration where one can be made, and never for memory that no holder has', () => {
    expect(suspicionOutlook(end, 'heap', true)).toMatch(
      /^Not told yet from a cache that is still filling\. Settled at about \d\d:\d\d, or sooner if you declare what fills: /,
    );
    expect(suspicionOutlook(end, 'native', false)).toMatch(
      /^Not told yet from a pool or an allocator that is still filling\. Settled at about \d\d:\d\d\.$/,
    );
  });
});

describe('why a leak is confirmed', () => {
  it('claims no functions where none is named', () => {
    const sentence = (isNamed: boolean) =>
      confirmationSentence('sites', 540_000, Number.NaN, undefined, isNamed);
    expect(sentence(true)).toBe(
      'All bounded holders are declared, and this has grown beyond them for 9 min.',
    );
    expect(sentence(false)).toBe(
      'All bounded holders are declared, and this has grown beyond them for 9 min; who allocates it is not known.',
    );
  });
});
