import type { UnifiedCache } from 'tidemark/pressure';
import { type ComponentType, core } from '../entities/component.ts';
import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import type { EventBus } from '../events/EventBus.ts';
import { events, type OutfitChanged } from '../events/events.ts';
import type { LatencySamples } from '../timing/LatencySamples.ts';
import type { BodyGraph } from './BodyGraph.ts';
import type { BodyGraphs } from './BodyGraphs.ts';
import { anatomy, type PartType } from './components.ts';

export interface AnatomyOptions {
  readonly entities: EntityManager;
  readonly graphs: BodyGraphs;
  readonly queries: UnifiedCache<string, readonly EntityId[]>;
  readonly descriptions: UnifiedCache<string, string>;
  readonly latencies: LatencySamples;
  readonly bus: EventBus;
  /** What an actor wears, in words. */
  readonly describeOutfit: (actorId: EntityId) => string;
}

/** The questions that the game asks of bodies. Answers are cached, and each lookup is timed. */
export class Anatomy {
  readonly #entities: EntityManager;
  readonly #graphs: BodyGraphs;
  readonly #queries: UnifiedCache<string, readonly EntityId[]>;
  readonly #descriptions: UnifiedCache<string, string>;
  readonly #latencies: LatencySamples;
  readonly #describeOutfit: (actorId: EntityId) => string;

  constructor({ entities, graphs, queries, descriptions, latencies, bus, describeOutfit }: AnatomyOptions) {
    this.#entities = entities;
    this.#graphs = graphs;
    this.#queries = queries;
    this.#descriptions = descriptions;
    this.#latencies = latencies;
    this.#describeOutfit = describeOutfit;
    const forget = (payload: unknown): void => {
      descriptions.delete((payload as Pick<OutfitChanged, 'actorId'>).actorId);
    };
    bus.subscribe(events.outfitChanged, forget);
    bus.subscribe(events.actorRemoved, forget);
  }

  bodyGraph(actorId: EntityId): BodyGraph {
    return this.#latencies.time('body_graph', () => this.#graphs.of(actorId));
  }

  /** Every part of the actor's body, the root first. */
  allParts(actorId: EntityId): readonly EntityId[] {
    return this.#query(actorId, 'all', (graph) => graph.partIds());
  }

  partsOfType(actorId: EntityId, type: PartType): readonly EntityId[] {
    return this.#query(actorId, `type:${type}`, (graph) => graph.partIdsOfType(type));
  }

  /** From the part up to the root, both included. */
  pathToRoot(actorId: EntityId, partId: EntityId): readonly EntityId[] {
    return this.#query(actorId, `path:${partId}`, (graph) => graph.pathToRoot(partId));
  }

  /** Whether some part has the component, with data that `matches`. */
  hasPartWith<Data>(
    actorId: EntityId,
    type: ComponentType<Data>,
    matches: (data: Data) => boolean = () => true,
  ): boolean {
    return this.#latencies.time('has_part_with', () =>
      this.#graphs
        .of(actorId)
        .partIds()
        .some((partId) => {
          const data = this.#entities.component(partId, type);
          return data !== undefined && matches(data);
        }),
    );
  }

  /** The actor in words: its body, and what it wears at the moment. */
  description(actorId: EntityId): string {
    const describe = (): string =>
      `${this.#entities.require(actorId, core.description)}. ${this.#describeOutfit(actorId)}`;
    return this.#latencies.time('description', () => this.#descriptions.get(actorId, describe));
  }

  #query(
    actorId: EntityId,
    question: string,
    answer: (graph: BodyGraph) => readonly EntityId[],
  ): readonly EntityId[] {
    return this.#latencies.time('parts', () => {
      this.#entities.require(actorId, anatomy.body);
      return this.#queries.get(`${actorId}|${question}`, () => answer(this.#graphs.of(actorId)));
    });
  }
}
