import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import type { EventBus } from '../events/EventBus.ts';
import { type ActorRemoved, events } from '../events/events.ts';
import type { Leaks } from '../leaks/Leaks.ts';
import { type BodyGraph, readBodyGraph } from './BodyGraph.ts';
import { anatomy } from './components.ts';

/** What one node keeps alive in V8: the node, its children, its entries in both maps, the strings of its ids. */
const bytesPerNode = 284;

/** The adjacency of every living actor, read at first use and dropped when the actor is removed. */
export class BodyGraphs {
  readonly #adjacency = new Map<EntityId, BodyGraph>();
  readonly #entities: EntityManager;
  readonly #leaks: Leaks;

  constructor({ entities, bus, leaks }: { entities: EntityManager; bus: EventBus; leaks: Leaks }) {
    this.#entities = entities;
    this.#leaks = leaks;
    bus.subscribe(events.actorRemoved, (payload) => this.#drop((payload as ActorRemoved).actorId));
  }

  get size(): number {
    return this.#adjacency.size;
  }

  of(actorId: EntityId): BodyGraph {
    let graph = this.#adjacency.get(actorId);
    if (graph === undefined) {
      const { rootId, slotIds } = this.#entities.require(actorId, anatomy.body);
      const partIds = slotIds.map((slotId) => this.#entities.require(slotId, anatomy.slot).partId);
      graph = readBodyGraph(this.#entities, rootId, partIds);
      this.#adjacency.set(actorId, graph);
    }
    return graph;
  }

  #drop(actorId: EntityId): void {
    const graph = this.#adjacency.get(actorId);
    if (graph === undefined || this.#leaks.occurs('adjacency', graph.size * bytesPerNode)) return;
    this.#adjacency.delete(actorId);
  }
}
