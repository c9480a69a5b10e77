import { describe, expect, it } from 'vitest';
import {
  agreedPause,
  collectionCost,
  pauseText,
  pruningText,
  takingText,
} from '../../../src/dashboard/tools/costText.ts';
import { progressText } from '../../../src/dashboard/tools/snapshots/progressText.ts';
import type { Analysis } from '../../../src/wire/snapshot.ts';
import type { SnapshotEstimate } from '../../../src/wire/snapshotTaking.ts';

const done = {
  ...{ entries: 0, claimedBytes: undefined, freedBytes: undefined, notMeasured: 'It would pause for 9 s.' },
  ...{ pauseMs: undefined, pruned: [], unfinished: [], failed: [] },
};
const running: Analysis = { id: '1', kind: 'classes', snapshots: ['a'], state: 'running', askedAt: 1 };

describe('what an action costs, in words', () => {
  it.each([
    [0.2, '1 ms'],
    [1_240, '1,240 ms'],
    [14_000, '14 s'],
  ])('%d ms are %s', (pauseMs, expected) => expect(pauseText(pauseMs)).toBe(expected));

  it('rests on what was measured, or on a guess, or says that nothing can be collected', () => {
    expect(collectionCost({ pauseMs: 38, measured: false }, 2)).toBe(
      'The thread will stand still 2 times, each for about 38 ms, by the size of its heap.',
    );
    expect(collectionCost({ pauseMs: undefined, measured: false })).toMatch(/cannot be made to collect/);
    expect(agreedPause({ pauseMs: 38, measured: true })).toBe(176);
  });

  it('of pruning says what nobody has measured, who was late, and who failed', () => {
    expect(pruningText(done)).toBe(
      'Nobody has let go of anything. What that frees was not measured: It would pause for 9 s.',
    );
    const failed = ['answers: the disk is full.'];
    const partly = {
      ...done,
      pruned: ['a'],
      entries: 1_200,
      freedBytes: -1,
      pauseMs: 9,
      unfinished: ['b'],
      failed,
    };
    expect(pruningText(partly)).toBe(
      'a let go of 1,200 entries. No memory was freed, as two collections have shown (9 ms of pauses). Not done in time: b. answers: the disk is full.',
    );
  });
});

describe('how an analysis is getting on', () => {
  it.each([
    [{ state: 'waiting' } as const, 'Waiting for the analyses before it.'],
    [{ state: 'failed', problem: 'It is no snapshot.' } as const, 'It is no snapshot.'],
    [{ progress: undefined }, 'Begins'],
    [
      {
        progress: { stage: 'reading', file: 2, bytesRead: 1024, totalBytes: 4096, bytesPerSecond: 2048 },
      } as const,
      'Reading snapshot 2: 1 kB of 4 kB, 2 kB/s.',
    ],
    [
      { progress: { stage: 'analyzing', file: 2, bytesRead: 1, totalBytes: 1, remainingMs: 8_000 } } as const,
      'Finding out who holds what, about 8 s to go.',
    ],
  ])('%j', (change, expected) => {
    expect(progressText({ ...running, ...change } as Analysis)).toBe(expected);
  });

  it('goes on where nothing newer is heard of it, and says so when it takes longer than foreseen', () => {
    const progress = {
      stage: 'analyzing',
      file: 2,
      bytesRead: 1,
      totalBytes: 1,
      remainingMs: 27_000,
    } as const;
    const textAfter = (ms: number): string => progressText({ ...running, progress } as Analysis, ms);
    expect(textAfter(20_000)).toBe('Finding out who holds what, about 7 s to go.');
    expect(textAfter(54_000)).toBe('Finding out who holds what, for 54 s, which is longer than foreseen.');
  });

  it('is told of a snapshot while its process stands still', () => {
    const estimate = { fileBytes: 265 * 1024 ** 2, pauseMs: { low: 3000, high: 13_000 } } as SnapshotEstimate;
    expect(takingText(estimate, 0)).toBe(
      'The snapshot is being written, 265 MB at most: 3 s to 13 s are foreseen.',
    );
    expect(takingText(estimate, 40_000)).toMatch(/: for 40 s so far, 3 s to 13 s were foreseen\.$/);
  });
});
