import type { EntityManager } from '../entities/EntityManager.ts';
import { WardrobeError } from '../WardrobeError.ts';
import type { BodyGraph } from './BodyGraph.ts';
import { anatomy } from './components.ts';

/**
 * Checks that a body is one tree: each of its `expectedParts` parts is reached from the root, and hangs on a socket that its
 * parent has, that takes its type, and that holds nothing else.
 */
export function validateBody(entities: EntityManager, graph: BodyGraph, expectedParts: number): void {
  if (graph.size !== expectedParts) {
    throw new WardrobeError(
      'INVALID_BODY',
      `${graph.size} parts hang on the root, expected ${expectedParts}`,
    );
  }
  for (const { partId, type, parentId, socketId } of graph.nodes()) {
    if (parentId === undefined) continue;
    const socket = entities.component(parentId, anatomy.sockets)?.find(({ id }) => id === socketId);
    if (socket === undefined) {
      throw new WardrobeError(
        'INVALID_BODY',
        `${partId} hangs on socket ${socketId}, which ${parentId} has not`,
      );
    }
    if (!socket.allowedTypes.includes(type)) {
      throw new WardrobeError('INVALID_BODY', `socket ${socketId} of ${parentId} takes no ${type}`);
    }
    if (graph.partAt(parentId, socket.id) !== partId) {
      throw new WardrobeError('INVALID_BODY', `socket ${socketId} of ${parentId} holds more than one part`);
    }
  }
}
