import { anatomy } from '../anatomy/components.ts';
import { accessibilityModes } from '../clothing/accessibility.ts';
import { core } from '../entities/component.ts';
import type { World } from '../World.ts';

/** One thing that happens in the game. */
export type Operation = (world: World) => void;

/** Somebody puts on or takes off a garment, looks at somebody, or asks what can be reached. */
export function clothingOperation(world: World): void {
  const { random, wardrobe, garments, glances, entities, places } = world;
  const actorId = world.pickActor();
  const kind = random.next();
  if (kind < 0.35) {
    const { bag } = wardrobe.outfit(actorId);
    if (bag.length > 0) wardrobe.equip(actorId, random.pick(bag));
    return;
  }
  if (kind < 0.65) {
    const removable = garments.accessible(actorId, 'removable');
    if (removable.length > 0) wardrobe.unequip(actorId, random.pick(removable).garmentId);
    return;
  }
  if (kind < 0.85) {
    const placeId = entities.require(actorId, core.position);
    glances.look(actorId, random.pick(places.actorsAt(placeId)));
    return;
  }
  garments.accessible(actorId, random.pick(accessibilityModes));
}

/** Somebody is looked at closely: parts, paths, descriptions. */
export function anatomyOperation(world: World): void {
  const { random } = world;
  const actorId = world.pickActor();
  switch (random.integer(6)) {
    case 0:
      world.anatomy.allParts(actorId);
      return;
    case 1:
      world.anatomy.partsOfType(actorId, random.pick(['hand', 'eye', 'thigh', 'wing'] as const));
      return;
    case 2:
      world.anatomy.pathToRoot(actorId, random.pick(world.anatomy.bodyGraph(actorId).partIds()));
      return;
    case 3:
      world.anatomy.hasPartWith(actorId, core.descriptors, ({ texture }) => texture === 'scarred');
      return;
    case 4:
      world.anatomy.hasPartWith(actorId, anatomy.joint);
      return;
    default:
      world.anatomy.description(actorId);
  }
}

/** Somebody leaves the game for good, and somebody new comes. */
export function lifecycleOperation(world: World): void {
  world.actors.remove(world.pickActor());
  world.addActor();
}
