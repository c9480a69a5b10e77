import { describe, expect, it } from 'vitest';
import { buildTree } from '../../../src/profiling/allocation-profile/buildProfile.ts';
import type { ProfileNode } from '../../../src/profiling/InspectorSession.ts';
import { SiteLabels } from '../../../src/profiling/SiteLabels.ts';

const own = 'file:///app/node_modules/tidemark/dist/';

function node(id: number, name: string, url: string, children: ProfileNode[] = []): ProfileNode {
  return { id, callFrame: { functionName: name, url, lineNumber: 3, columnNumber: 5 }, children };
}

const head = node(1, '(root)', '', [
  node(2, 'serve', 'file:///app/server.js', [
    node(3, 'work', 'file:///app/work.js'),
    node(4, 'measure', `${own}index.js`, [
      node(5, 'post', 'node:inspector'),
      node(6, 'work', 'file:///app/work.js', [node(7, 'inner', 'file:///app/work.js')]),
    ]),
  ]),
  node(8, 'tick', `${own}index.js`),
]);

async function built(ownFolder: string | undefined) {
  const samples = [3, 4, 5, 6, 7, 8].map((nodeId, index) => ({
    ordinal: index + 1,
    size: 10 * nodeId,
    nodeId,
  }));
  return buildTree({ head, samples }, new SiteLabels({ directory: '/app' }), 0, ownFolder);
}

describe('the tree of an allocation profile', () => {
  it('has nothing of Tidemark in it, and what Tidemark calls belongs to who called Tidemark', async () => {
    const { root, samples, liveBytes } = await built(own);
    expect({ samples, liveBytes }).toEqual({ samples: 3, liveBytes: 30 + 60 + 70 });
    expect(root).toMatchObject({
      selfBytes: 0,
      children: [
        {
          function: 'serve',
          selfBytes: 0,
          children: [
            {
              function: 'work',
              file: 'work.js',
              selfBytes: 90,
              selfSamples: 2,
              children: [{ function: 'inner', selfBytes: 70 }],
            },
          ],
        },
      ],
    });
    expect(root.children).toHaveLength(1);
    expect(root.children[0]?.children).toHaveLength(1);
  });

  it('has everything in it where Tidemark is bundled with the application', async () => {
    const { samples, root } = await built(undefined);
    expect(samples).toBe(6);
    expect(JSON.stringify(root)).toContain('"measure"');
  });
});
