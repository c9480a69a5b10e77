import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import type { EventBus } from '../events/EventBus.ts';
import { events, type OutfitChanged } from '../events/events.ts';
import { blockerOf } from './blocking.ts';
import {
  type ClothingSlot,
  clothing,
  type Equipped,
  type Garment,
  type Layer,
  type Outfit,
} from './components.ts';

export type EquipResult =
  | { readonly equipped: true; readonly removedIds: readonly EntityId[] }
  | {
      readonly equipped: false;
      readonly reason: 'already_worn' | 'not_owned' | 'no_such_slot' | 'layer_not_allowed';
    }
  | { readonly equipped: false; readonly reason: 'blocked'; readonly blockerId: EntityId };

export type UnequipResult =
  | { readonly unequipped: true }
  | { readonly unequipped: false; readonly reason: 'not_worn' }
  | { readonly unequipped: false; readonly reason: 'blocked'; readonly blockerId: EntityId };

interface WardrobeOptions {
  readonly entities: EntityManager;
  readonly bus: EventBus;
  /** Where clothing can go on an actor's body. */
  readonly clothingSlots: (actorId: EntityId) => Readonly<Record<string, ClothingSlot>>;
}

/** Puts garments on and takes them off. */
export class Wardrobe {
  readonly #entities: EntityManager;
  readonly #bus: EventBus;
  readonly #clothingSlots: (actorId: EntityId) => Readonly<Record<string, ClothingSlot>>;

  constructor({ entities, bus, clothingSlots }: WardrobeOptions) {
    this.#entities = entities;
    this.#bus = bus;
    this.#clothingSlots = clothingSlots;
  }

  outfit(actorId: EntityId): Outfit {
    return this.#entities.require(actorId, clothing.outfit);
  }

  /** Puts a garment from the bag on. What is worn in the same slots on the same layer goes into the bag. */
  equip(actorId: EntityId, garmentId: EntityId): EquipResult {
    const { equipped, bag } = this.outfit(actorId);
    const garment = this.#entities.require(garmentId, clothing.garment);
    if (isWorn(equipped, garment, garmentId)) return { equipped: false, reason: 'already_worn' };
    if (!bag.includes(garmentId)) return { equipped: false, reason: 'not_owned' };
    const refusal = misfit(garment, this.#clothingSlots(actorId));
    if (refusal !== undefined) return { equipped: false, reason: refusal };
    const removedIds = conflicts(equipped, garment);
    for (const removedId of removedIds) {
      const blockerId = blockerOf(this.#entities, equipped, removedId);
      if (blockerId !== undefined) return { equipped: false, reason: 'blocked', blockerId };
    }
    let next = equipped;
    for (const removedId of removedIds) next = this.#without(next, removedId);
    this.#write(
      actorId,
      {
        equipped: rewrite(next, garment.slots, garment.layer, garmentId),
        bag: [...bag.filter((id) => id !== garmentId), ...removedIds],
      },
      { actorId, equippedId: garmentId, removedIds },
    );
    return { equipped: true, removedIds };
  }

  /** Takes a garment off and puts it into the bag. */
  unequip(actorId: EntityId, garmentId: EntityId): UnequipResult {
    const { equipped, bag } = this.outfit(actorId);
    const garment = this.#entities.require(garmentId, clothing.garment);
    if (!isWorn(equipped, garment, garmentId)) return { unequipped: false, reason: 'not_worn' };
    const blockerId = blockerOf(this.#entities, equipped, garmentId);
    if (blockerId !== undefined) return { unequipped: false, reason: 'blocked', blockerId };
    this.#write(
      actorId,
      { equipped: this.#without(equipped, garmentId), bag: [...bag, garmentId] },
      { actorId, removedIds: [garmentId] },
    );
    return { unequipped: true };
  }

  #without(equipped: Equipped, garmentId: EntityId): Equipped {
    const { slots, layer } = this.#entities.require(garmentId, clothing.garment);
    return rewrite(equipped, slots, layer, undefined);
  }

  #write(actorId: EntityId, outfit: Outfit, change: OutfitChanged): void {
    this.#entities.setComponent(actorId, clothing.outfit, outfit);
    void this.#bus.dispatch(events.outfitChanged, change);
  }
}

function isWorn(equipped: Equipped, { slots, layer }: Garment, garmentId: EntityId): boolean {
  return slots.some((slot) => equipped[slot]?.[layer] === garmentId);
}

function misfit(
  { slots, layer }: Garment,
  clothingSlots: Readonly<Record<string, ClothingSlot>>,
): 'no_such_slot' | 'layer_not_allowed' | undefined {
  for (const slot of slots) {
    const place = clothingSlots[slot];
    if (place === undefined) return 'no_such_slot';
    if (!place.layers.includes(layer)) return 'layer_not_allowed';
  }
  return undefined;
}

function conflicts(equipped: Equipped, { slots, layer }: Garment): EntityId[] {
  const ids = slots.map((slot) => equipped[slot]?.[layer]).filter((id) => id !== undefined);
  return [...new Set(ids)];
}

/** A copy in which `layer` of each slot holds `garmentId`, or nothing; slots that hold nothing are left out. */
function rewrite(
  equipped: Equipped,
  slots: readonly string[],
  layer: Layer,
  garmentId: EntityId | undefined,
): Equipped {
  const next: Record<string, Readonly<Partial<Record<Layer, EntityId>>>> = { ...equipped };
  for (const slot of slots) {
    const { [layer]: _replaced, ...others } = next[slot] ?? {};
    const filled = garmentId === undefined ? others : { ...others, [layer]: garmentId };
    if (Object.keys(filled).length === 0) delete next[slot];
    else next[slot] = filled;
  }
  return next;
}
