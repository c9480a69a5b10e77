import { describe, expect, it } from 'vitest';
import { holderAdvice, holderSentences, unnamedSentence } from '../../../src/monitoring/leaks/holderWords.ts';

const cache = {
  path: 'globalThis.cache',
  class: 'Map',
  entries: 12_000,
  share: 0.82,
  gained: { name: 'Session', counts: [1000, 980] },
  fixIdea: 'bound it (max, ttl)',
};

describe('a holder in words', () => {
  it('is told with its path, its class, its entries, and what it gained', () => {
    expect(holderSentences({ snapshots: 3, holders: [cache] })).toEqual([
      'Held by globalThis.cache (Map), 12,000 entries: it gained 1,000 and then 980 Session between 3 heap snapshots, 82 % of what stayed.',
    ]);
    expect(holderAdvice({ snapshots: 3, holders: [cache] })).toBe(
      'Look at globalThis.cache: bound it (max, ttl).',
    );
  });

  it('is told without what is not known', () => {
    const holder = { ...cache, entries: 0, gained: undefined };
    expect(holderSentences({ snapshots: 3, holders: [holder] })).toEqual([
      'Held by globalThis.cache (Map): it gained between 3 heap snapshots, 82 % of what stayed.',
    ]);
  });

  it('comes with two others at most', () => {
    const holders = [0.5, 0.3, 0.11, 0.1].map((share, index) => ({ ...cache, path: `p${index}`, share }));
    expect(holderSentences({ snapshots: 3, holders })[1]).toBe(
      'Held besides by p1 (Map), 30 %; p2 (Map), 11 %.',
    );
  });

  it('is less sure after two snapshots, and may not be there', () => {
    expect(holderSentences({ snapshots: 2, holders: [] })).toEqual([
      '2 heap snapshots were compared, and no single object holds much of what grew.',
      'Two snapshots cannot tell a leak from what fills up once.',
    ]);
    expect(holderAdvice({ snapshots: 2, holders: [] })).toBeUndefined();
  });
});

describe('a holder that heap snapshots could not name', () => {
  it.each([
    ['A heap snapshot may hold the thread up for 9 s.', 'a heap snapshot may hold the thread up for 9 s.'],
    ['Another process takes heap snapshots.', 'another process takes heap snapshots.'],
    ['V8 gives up.', 'V8 gives up.'],
  ])('is explained in one sentence: %s', (reason, told) => {
    expect(unnamedSentence(reason)).toBe(`Heap snapshots could not name its holder: ${told}`);
  });
});
