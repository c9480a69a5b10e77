import { core } from '../entities/component.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import type { BodyGraph } from './BodyGraph.ts';

/** What can be seen of a body, part by part; equal pairs are described once: `eyes: green; hair: long, brown`. */
export function describeBody(entities: EntityManager, graph: BodyGraph): string {
  const counts = new Map<string, number>();
  for (const partId of graph.partIds()) {
    const name = entities.require(partId, core.name);
    const words = Object.values(entities.require(partId, core.descriptors)).join(', ');
    const sentence = `${name}: ${words}`;
    counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  }
  return [...counts].map(([sentence, count]) => (count > 1 ? `both ${sentence}` : sentence)).join('; ');
}
