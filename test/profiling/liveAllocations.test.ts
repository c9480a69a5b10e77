import { describe, expect, it } from 'vitest';
import type { ProfileNode } from '../../src/profiling/InspectorSession.ts';
import { liveAllocations } from '../../src/profiling/liveAllocations.ts';

function node(id: number, name: string, url: string, children: ProfileNode[] = []): ProfileNode {
  return { id, callFrame: { functionName: name, url, lineNumber: 3, columnNumber: 5 }, children };
}

const tree = node(1, '(root)', '', [
  node(2, 'handle', 'file:///app/server.js', [
    node(3, 'emit', 'node:events', [node(4, '(ARRAY)', ''), node(5, 'parse', 'file:///app/parse.js')]),
    node(6, 'look', 'file:///app/node_modules/tidemark/dist/index.js', [
      node(7, 'post', 'node:inspector'),
      node(8, 'listener', 'file:///app/listener.js'),
    ]),
  ]),
  node(9, 'processTimers', 'node:internal/timers'),
]);

function sites(ids: readonly number[], ownFolder?: string): (string | undefined)[] {
  const samples = ids.map((nodeId, index) => ({ nodeId, ordinal: index + 1, size: 10 * nodeId }));
  return liveAllocations({ head: tree, samples }, ownFolder).allocations.map(({ site }) => site);
}

describe('liveAllocations', () => {
  it('gives an allocation to the function that made it', () => {
    const { allocations, frames } = liveAllocations(
      { head: tree, samples: [{ nodeId: 5, ordinal: 7, size: 99 }] },
      undefined,
    );
    expect(allocations).toEqual([{ ordinal: 7, bytes: 99, site: 'file:///app/parse.js:3:5' }]);
    expect(frames.get('file:///app/parse.js:3:5')?.functionName).toBe('parse');
  });

  it('gives what Node and V8 allocate to the nearest function with a file of its own', () => {
    expect(sites([3, 4])).toEqual(['file:///app/server.js:3:5', 'file:///app/server.js:3:5']);
  });

  it('leaves the site open where there is none', () => {
    expect(sites([1, 9])).toEqual([undefined, undefined]);
  });

  it('drops what Tidemark allocates, and keeps what it calls', () => {
    const own = 'file:///app/node_modules/tidemark/dist/';
    expect(sites([6, 7, 8], own)).toEqual(['file:///app/listener.js:3:5']);
    expect(sites([6])).toEqual(['file:///app/node_modules/tidemark/dist/index.js:3:5']);
  });
});
