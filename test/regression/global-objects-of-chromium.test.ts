import { expect, it } from 'vitest';
import { globalObjects } from '../../src/profiling/heap-snapshot/globalObjects.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { analysed } from '../profiling/heap-snapshot/TinySnapshot.ts';

it('global objects without shortcuts from the root, as Chromium writes them, are where paths begin', async () => {
  const snapshot = await analysed([
    { type: 'synthetic', edges: [['element', 1, 1]] },
    { type: 'synthetic', name: '(GC roots)', edges: [['element', 10, 2]] },
    { type: 'native', name: 'Window / ://', edges: [['internal', 'global_object', 3]] },
    { type: 'object', name: 'Window [JSGlobalObject] / ://', edges: [['property', 'cache', 4]] },
    { type: 'object', name: 'Array', size: 1_000_000, edges: [] },
  ]);
  expect([...globalObjects(snapshot.graph)]).toEqual([3]);
  expect(findSuspects(snapshot).suspects.map(({ path }) => path)).toEqual(['globalThis.cache']);
});
