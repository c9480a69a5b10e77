import { describe, expect, it } from 'vitest';
import { BodyGraph, type BodyNode, readBodyGraph } from '../../src/anatomy/BodyGraph.ts';
import { anatomy } from '../../src/anatomy/components.ts';
import { stage } from '../stage.ts';

const nodes: readonly BodyNode[] = [
  { partId: 'torso', type: 'torso', parentId: undefined, socketId: undefined, childIds: ['arm'] },
  { partId: 'arm', type: 'upper_arm', parentId: 'torso', socketId: 'left', childIds: ['hand'] },
  { partId: 'hand', type: 'hand', parentId: 'arm', socketId: 'wrist', childIds: [] },
];

describe('BodyGraph', () => {
  const graph = new BodyGraph('torso', nodes);

  it('leads from a part up to the root', () => {
    expect(graph.pathToRoot('hand')).toEqual(['hand', 'arm', 'torso']);
    expect(graph.pathToRoot('torso')).toEqual(['torso']);
  });

  it('finds parts by type and by socket', () => {
    expect(graph.partIdsOfType('hand')).toEqual(['hand']);
    expect(graph.partIdsOfType('wing')).toEqual([]);
    expect(graph.partAt('arm', 'wrist')).toBe('hand');
    expect(graph.partAt('arm', 'left')).toBeUndefined();
  });

  it('knows no part of another body', () => {
    expect(() => graph.pathToRoot('tail')).toThrow('tail is not a part of this body');
  });

  it('is read from joints, the root first, a parent always before its children', () => {
    const { world } = stage();
    const read = world.graphs.of(world.pickActor());
    const seen = new Set<string>();
    for (const { partId, parentId, childIds } of read.nodes()) {
      if (parentId !== undefined) expect(seen.has(parentId)).toBe(true);
      for (const childId of childIds) {
        expect(world.entities.require(childId, anatomy.joint).parentId).toBe(partId);
      }
      seen.add(partId);
    }
    expect(read.partIds()[0]).toBe(read.rootId);
  });

  it('passes over parts that hang on nothing', () => {
    const { world } = stage();
    const { rootId } = world.graphs.of(world.pickActor());
    expect(readBodyGraph(world.entities, rootId, [rootId]).partIds()).toEqual([rootId]);
  });
});
