import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import { WardrobeError } from '../WardrobeError.ts';
import { anatomy, type PartType } from './components.ts';

export interface BodyNode {
  readonly partId: EntityId;
  readonly type: PartType;
  readonly parentId: EntityId | undefined;
  readonly socketId: string | undefined;
  readonly childIds: readonly EntityId[];
}

/** One body's adjacency and socket index, read once from its joints. Nodes are in order of depth, the root first. */
export class BodyGraph {
  readonly rootId: EntityId;
  readonly #nodes: ReadonlyMap<EntityId, BodyNode>;
  /** `parent id/socket id` → the part that hangs there. */
  readonly #sockets: ReadonlyMap<string, EntityId>;

  constructor(rootId: EntityId, nodes: readonly BodyNode[]) {
    this.rootId = rootId;
    this.#nodes = new Map(nodes.map((node) => [node.partId, node]));
    this.#sockets = new Map(
      nodes
        .filter((node) => node.parentId !== undefined)
        .map((node) => [`${node.parentId}/${node.socketId}`, node.partId]),
    );
  }

  get size(): number {
    return this.#nodes.size;
  }

  partIds(): EntityId[] {
    return [...this.#nodes.keys()];
  }

  nodes(): BodyNode[] {
    return [...this.#nodes.values()];
  }

  partIdsOfType(type: PartType): EntityId[] {
    return this.nodes()
      .filter((node) => node.type === type)
      .map((node) => node.partId);
  }

  /** From the part up to the root, both included. */
  pathToRoot(partId: EntityId): EntityId[] {
    const path: EntityId[] = [];
    for (let id: EntityId | undefined = partId; id !== undefined; ) {
      const node = this.#nodes.get(id);
      if (node === undefined) throw new WardrobeError('UNKNOWN_ENTITY', `${id} is not a part of this body`);
      path.push(id);
      id = node.parentId;
    }
    return path;
  }

  partAt(parentId: EntityId, socketId: string): EntityId | undefined {
    return this.#sockets.get(`${parentId}/${socketId}`);
  }
}

/** Reads an actor's body graph from the parts that belong to it. */
export function readBodyGraph(
  entities: EntityManager,
  rootId: EntityId,
  partIds: Iterable<EntityId>,
): BodyGraph {
  const childIds = new Map<EntityId, EntityId[]>();
  for (const partId of partIds) {
    const joint = entities.component(partId, anatomy.joint);
    if (joint === undefined) continue;
    const siblings = childIds.get(joint.parentId);
    if (siblings === undefined) childIds.set(joint.parentId, [partId]);
    else siblings.push(partId);
  }
  const nodes: BodyNode[] = [];
  const queue: EntityId[] = [rootId];
  for (const partId of queue) {
    const joint = entities.component(partId, anatomy.joint);
    const children = childIds.get(partId) ?? [];
    nodes.push({
      partId,
      type: entities.require(partId, anatomy.part).type,
      parentId: joint?.parentId,
      socketId: joint?.socketId,
      childIds: children,
    });
    queue.push(...children);
  }
  return new BodyGraph(rootId, nodes);
}
