import { describe, expect, it } from 'vitest';
import { confirmationSentence, suspicionOutlook } from '../../../src/monitoring/leaks/reportWords.ts';
import { epoch } from '../simulation.ts';

describe('what would change a suspicion', () => {
  it('is a declaration where one can be made, and never for memory that no holder has', () => {
    expect(suspicionOutlook(epoch, 'heap', true)).toMatch(
      /^Not told yet from a cache that is still filling\. Settled at about \d\d:\d\d, or sooner if you declare it: /,
    );
    expect(suspicionOutlook(epoch, 'native', false)).toMatch(
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
