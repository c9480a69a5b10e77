import { describe, expect, it } from 'vitest';
import { BodyGraph } from '../../src/anatomy/BodyGraph.ts';
import { validateBody } from '../../src/anatomy/bodyValidation.ts';
import { stage } from '../stage.ts';

describe('validateBody', () => {
  it('accepts a generated body', () => {
    const { world } = stage();
    const graph = world.graphs.of(world.pickActor());
    expect(() => validateBody(world.entities, graph, graph.size)).not.toThrow();
  });

  it('misses a part that does not hang on the root', () => {
    const { world } = stage();
    const graph = world.graphs.of(world.pickActor());
    const cut = new BodyGraph(graph.rootId, graph.nodes().slice(0, -1));
    expect(() => validateBody(world.entities, cut, graph.size)).toThrow(
      `${graph.size - 1} parts hang on the root, expected ${graph.size}`,
    );
  });
});
