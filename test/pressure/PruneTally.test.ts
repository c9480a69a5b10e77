import { describe, expect, it } from 'vitest';
import type { PruneOutcome } from '../../src/pressure/caches/ManagedCache.ts';
import { type EntriesSeen, PruneTally } from '../../src/pressure/PruneTally.ts';

const unseen: EntriesSeen = { before: undefined, after: undefined };

function summed(outcome: unknown, seen: EntriesSeen = unseen, usedBytes = 8000) {
  const tally = new PruneTally(usedBytes);
  tally.add('cache', outcome as PruneOutcome, seen);
  return tally.summary;
}

describe('what somebody says it let go of', () => {
  it.each([
    [
      'is counted where it can be, whatever is said',
      { entries: 900, bytes: 10 },
      { before: 30, after: 20 },
      10,
    ],
    ['is believed where it cannot be', { entries: 12, bytes: 10 }, unseen, 12],
    ['is no more than there was', { entries: 90, bytes: 10 }, { before: 30, after: undefined }, 30],
    ['is not believed where memory has no room for so many', { entries: 1e9, bytes: 10 }, unseen, 0],
    ['is not believed of sizes that cannot be, either', { entries: 4 }, { before: 1e9, after: 0 }, 4],
    ['is nothing where it is no number', { entries: '7', bytes: 10 }, unseen, 0],
    ['is nothing where it has grown', { entries: 5 }, { before: 20, after: 30 }, 0],
  ])('%s', (_what, outcome, seen, entries) => {
    expect(summed(outcome, seen).entries).toBe(entries);
  });

  it('has no bytes where all of its entries are still there', () => {
    expect(summed({ entries: 40, bytes: 4000 }, { before: 50, after: 50 })).toEqual({
      entries: 0,
      claimedBytes: undefined,
      pruned: [],
      unfinished: [],
      failed: [],
    });
  });

  it('is no more bytes than are in use', () => {
    expect(summed({ entries: 4, bytes: 1e12 }).claimedBytes).toBe(8000);
    expect(summed({ entries: 4, bytes: Number.NaN }).claimedBytes).toBeUndefined();
    expect(summed({ entries: 4, bytes: 10 }, unseen, Number.NaN)).toMatchObject({
      entries: 4,
      claimedBytes: 10,
    });
  });
});

describe('that there was nothing to let go of', () => {
  const nothing = { entries: 0, bytes: 0 } as PruneOutcome;
  const silent = { entries: undefined, bytes: undefined } as PruneOutcome;

  it('is said where all say so, and not where one does not say, or was not done in time', () => {
    const tally = new PruneTally(8000);
    tally.add('empty', nothing, unseen);
    expect(tally.summary.claimedBytes).toBe(0);
    tally.addUnfinished('slow');
    expect(tally.summary.claimedBytes).toBeUndefined();

    const other = new PruneTally(8000);
    other.add('empty', nothing, unseen);
    other.add('silent', silent, unseen);
    expect(other.summary).toMatchObject({ claimedBytes: undefined, unknown: ['silent'] });
  });
});
