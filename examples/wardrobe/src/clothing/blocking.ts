import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import { clothing, type Equipped, wornGarments } from './components.ts';

/** The worn garment that keeps `garmentId` from being taken off, if there is one: a belt holds the trousers. */
export function blockerOf(
  entities: EntityManager,
  equipped: Equipped,
  garmentId: EntityId,
): EntityId | undefined {
  const { slots, layer } = entities.require(garmentId, clothing.garment);
  return wornGarments(equipped).find(
    (wornId) =>
      wornId !== garmentId &&
      entities
        .require(wornId, clothing.garment)
        .blocks.some((block) => slots.includes(block.slot) && block.layers.includes(layer)),
  );
}
