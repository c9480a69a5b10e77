import { actorDefinition } from '../src/actors/Actors.ts';
import { blueprints } from '../src/anatomy/blueprints.ts';
import { partDefinitions } from '../src/anatomy/partTypes.ts';
import type { ClothingSlot } from '../src/clothing/components.ts';
import { clothing } from '../src/clothing/components.ts';
import { garmentDefinitions } from '../src/clothing/garments.ts';
import { Wardrobe } from '../src/clothing/Wardrobe.ts';
import type { EntityId } from '../src/entities/Entity.ts';
import { EntityManager } from '../src/entities/EntityManager.ts';
import { EventBus } from '../src/events/EventBus.ts';
import { frequentEvents } from '../src/events/events.ts';
import { type LeakName, Leaks } from '../src/leaks/Leaks.ts';
import { Random } from '../src/randomness/Random.ts';
import { World } from '../src/World.ts';

/** A clock that stands still until it is moved. */
export class Clock {
  ms = 0;
  readonly now = (): number => this.ms;
}

export interface Stage {
  readonly clock: Clock;
  readonly world: World;
  readonly leaks: Leaks;
}

/** A whole world on a clock that the test moves. */
export function stage(
  options: { actors?: number; seed?: number; leak?: LeakName; bytesPerSecond?: number } = {},
): Stage {
  const { actors = 1, seed = 7, leak = 'none', bytesPerSecond = 1e9 } = options;
  const clock = new Clock();
  const leaks = new Leaks({ name: leak, bytesPerSecond, now: clock.now });
  const world = new World({
    actorCount: actors,
    random: new Random(seed),
    leaks,
    now: clock.now,
    onListenerError: rethrow,
  });
  for (let i = 0; i < actors; i += 1) world.addActor();
  return { clock, world, leaks };
}

/** A listener that fails is a failure of the test. */
export function rethrow(error: unknown): never {
  throw error;
}

/** One actor with a bag of the named garments, on which nothing is put on yet. */
export function dressingRoom(...names: readonly string[]): {
  entities: EntityManager;
  bus: EventBus;
  wardrobe: Wardrobe;
  actorId: EntityId;
  garments: readonly EntityId[];
} {
  const bus = new EventBus({ now: () => 0, frequentEvents });
  const entities = new EntityManager({
    bus,
    definitions: [actorDefinition, ...partDefinitions, ...garmentDefinitions],
  });
  const slots = blueprints.get('human')?.clothingSlots as Readonly<Record<string, ClothingSlot>>;
  const wardrobe = new Wardrobe({ entities, bus, clothingSlots: () => slots });
  const actorId = entities.create(actorDefinition.id, 'actor').id;
  const garments = names.map(
    (name) => entities.create(`clothing:${name.replaceAll(' ', '_')}`, 'garment').id,
  );
  entities.setComponent(actorId, clothing.outfit, { equipped: {}, bag: garments });
  return { entities, bus, wardrobe, actorId, garments };
}
