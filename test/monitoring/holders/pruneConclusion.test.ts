import { describe, expect, it } from 'vitest';
import { conclusionOf } from '../../../src/monitoring/holders/pruneConclusion.ts';
import { kib } from '../simulation.ts';

describe('the conclusion from what a pruning has freed', () => {
  it.each([
    [
      'half of it and more',
      600 * kib,
      1000 * kib,
      'reclaimable',
      /^600 kB of 1,?000 kB came back: pages is a cache/,
    ],
    ['nothing of it', 0, 1000 * kib, 'not-reclaimable', /somebody else holds the entries of pages, too/],
    ['more than there was before', -5000, 1000 * kib, 'not-reclaimable', /^0 bytes of/],
    ['a third of it', 300 * kib, 1000 * kib, 'unclear', /some entries may be held .* Try again/],
    [
      'nothing of what is too little to tell',
      0,
      320 * kib,
      'unclear',
      /too little to tell: prune a larger share/,
    ],
    [
      'nothing of what is not known',
      0,
      undefined,
      'unclear',
      /^0 bytes came back, .* declare bytes for pages/,
    ],
    ['some of what is not known', 65 * kib, undefined, 'reclaimable', /^65 kB came back: pages is a cache/],
  ] as const)('says what to do where %s came back', (_, freed, expected, conclusion, advice) => {
    const told = conclusionOf('pages', freed, expected);
    expect(told.conclusion).toBe(conclusion);
    expect(told.advice).toMatch(advice);
  });
});
