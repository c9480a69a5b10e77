import { expect, it } from 'vitest';
import { resultView } from '../../src/dashboard/tools/snapshots/resultView.ts';
import type { Analysis, AnalysisResult, HolderBound, LeakSuspect } from '../../src/wire/snapshot.ts';
import { megabyte, noon } from '../dashboard/given.ts';

const analysis: Analysis = {
  ...{ id: '1', kind: 'diff', state: 'done', askedAt: noon },
  snapshots: ['a', 'b', 'c'],
} as Analysis;

function cache(id: number, path: string, bound: HolderBound): LeakSuspect {
  return {
    ...{ id, path, rawPath: path, className: 'Map', fingerprint: 'f', objects: 1 },
    ...{ entries: bound.entries, retainedBytes: 9 * megabyte, bytes: 8 * megabyte, share: 0.8 },
    ...{ bytesPerInterval: [4 * megabyte, 4 * megabyte], grownBytes: 8 * megabyte, sharedBytes: 0 },
    ...{ sharedWith: [], gains: [], through: undefined, fixIdea: '', bound },
  };
}

function shown(bounded: readonly LeakSuspect[] | undefined, asked: unknown[] = []): HTMLElement {
  const report = {
    ...{ snapshots: 3, heapBytes: [1, 2, 3], grownBytes: 8 * megabyte, steadyBytes: 8 * megabyte },
    ...{ thresholdBytes: megabyte, suspects: [], spread: [], restBytes: 0, bounded },
  };
  const result = { kind: 'diff', report, classes: [], classCount: 0 } as unknown as AnalysisResult;
  return resultView(result, analysis, (...what) => asked.push(what));
}

it('caches with a bound are told beside the suspects, in the words of the command line, and can be looked into', () => {
  const asked: unknown[] = [];
  const caches = [
    cache(7, 'globalThis.answers', { entries: 1_950, capacity: 2_000 }),
    cache(8, 'globalThis.pages', { entries: 500, capacity: undefined }),
  ];
  const table = shown(caches, asked).querySelector('[aria-label="Not accused: caches with a bound"]');
  const rows = [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) =>
    [...row.children].map(({ textContent }) => textContent),
  );
  expect(rows).toEqual([
    ['globalThis.answers (Map)', '+8 MB', '1,950 entries of 2,000 at most', 'Who holds it'],
    ['globalThis.pages (Map)', '+8 MB', '500 entries, and has been full before', 'Who holds it'],
  ]);
  table?.querySelector('button')?.click();
  expect(asked).toEqual([['retainers', ['c'], 7]]);
});

it('where there is none, nothing is said of it', () => {
  expect(shown(undefined).textContent).not.toContain('Not accused');
  expect(shown([]).textContent).not.toContain('Not accused');
});
