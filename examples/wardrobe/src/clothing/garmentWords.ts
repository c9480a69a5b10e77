import { core } from '../entities/component.ts';
import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';

/** A garment in words: `a brown leather belt`. */
export function garmentWords(entities: EntityManager, garmentId: EntityId): string {
  const colour = entities.component(garmentId, core.descriptors)?.colour ?? 'plain';
  return `a ${colour} ${entities.require(garmentId, core.name)}`;
}
