import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clothing, wornGarments } from '../../src/clothing/components.ts';
import { dressingRoom, stage } from '../stage.ts';

describe('Wardrobe', () => {
  it('puts a garment on in every slot that it fills', () => {
    const { wardrobe, actorId, garments } = dressingRoom('linen shirt');
    const [shirt] = garments as [string];
    expect(wardrobe.equip(actorId, shirt)).toEqual({ equipped: true, removedIds: [] });
    expect(wardrobe.outfit(actorId)).toEqual({
      equipped: { torso_upper: { base: shirt }, arms: { base: shirt } },
      bag: [],
    });
  });

  it('wears a coat over a shirt', () => {
    const { wardrobe, actorId, garments } = dressingRoom('linen shirt', 'long coat');
    const [shirt, coat] = garments as [string, string];
    wardrobe.equip(actorId, shirt);
    wardrobe.equip(actorId, coat);
    expect(wardrobe.outfit(actorId).equipped.torso_upper).toEqual({ base: shirt, outer: coat });
  });

  it('takes off what is in the way on the same layer, from all of its slots', () => {
    const { wardrobe, actorId, garments } = dressingRoom('linen shirt', 'wool tunic');
    const [shirt, tunic] = garments as [string, string];
    wardrobe.equip(actorId, shirt);
    expect(wardrobe.equip(actorId, tunic)).toEqual({ equipped: true, removedIds: [shirt] });
    expect(wardrobe.outfit(actorId)).toEqual({ equipped: { torso_upper: { base: tunic } }, bag: [shirt] });
  });

  it('takes off everything that is in the way, not the first thing alone', () => {
    const { wardrobe, actorId, garments } = dressingRoom(
      'velvet skirt',
      'wool stockings',
      'leather trousers',
    );
    const [skirt, stockings, trousers] = garments as [string, string, string];
    wardrobe.equip(actorId, skirt);
    wardrobe.equip(actorId, stockings);
    expect(wardrobe.equip(actorId, trousers)).toEqual({ equipped: true, removedIds: [skirt] });
    expect(wornGarments(wardrobe.outfit(actorId).equipped)).toEqual([stockings, trousers]);
  });

  it('keeps trousers on while a belt is worn, and lets go of them without it', () => {
    const { wardrobe, actorId, garments } = dressingRoom('wool trousers', 'leather belt', 'velvet skirt');
    const [trousers, belt, skirt] = garments as [string, string, string];
    wardrobe.equip(actorId, trousers);
    wardrobe.equip(actorId, belt);
    const blocked = { reason: 'blocked', blockerId: belt };
    expect(wardrobe.unequip(actorId, trousers)).toEqual({ unequipped: false, ...blocked });
    expect(wardrobe.equip(actorId, skirt)).toEqual({ equipped: false, ...blocked });
    expect(wardrobe.unequip(actorId, belt)).toEqual({ unequipped: true });
    expect(wardrobe.unequip(actorId, trousers)).toEqual({ unequipped: true });
  });

  it('says why it does not put a garment on', () => {
    const { wardrobe, entities, actorId, garments } = dressingRoom('linen shirt');
    const [shirt] = garments as [string];
    const foreign = entities.create('clothing:felt_hat', 'garment').id;
    expect(wardrobe.equip(actorId, foreign)).toEqual({ equipped: false, reason: 'not_owned' });
    wardrobe.equip(actorId, shirt);
    expect(wardrobe.equip(actorId, shirt)).toEqual({ equipped: false, reason: 'already_worn' });
    expect(wardrobe.unequip(actorId, foreign)).toEqual({ unequipped: false, reason: 'not_worn' });
  });

  it('refuses slots that the body has not, and layers that a slot does not take', () => {
    const { wardrobe, entities, actorId, garments } = dressingRoom('felt hat', 'linen shirt');
    const [hat, shirt] = garments as [string, string];
    const garment = entities.require(hat, clothing.garment);
    entities.setComponent(hat, clothing.garment, { ...garment, slots: ['tail'] });
    entities.setComponent(shirt, clothing.garment, { ...garment, slots: ['face_gear'] });
    expect(wardrobe.equip(actorId, hat)).toEqual({ equipped: false, reason: 'no_such_slot' });
    expect(wardrobe.equip(actorId, shirt)).toEqual({ equipped: false, reason: 'layer_not_allowed' });
  });

  it('tells the bus what changed', () => {
    const { wardrobe, bus, actorId, garments } = dressingRoom('linen shirt', 'silk blouse');
    const [shirt, blouse] = garments as [string, string];
    const changes: unknown[] = [];
    bus.subscribe('outfit_changed', (change) => void changes.push(change));
    wardrobe.equip(actorId, shirt);
    wardrobe.equip(actorId, blouse);
    wardrobe.unequip(actorId, blouse);
    expect(changes).toEqual([
      { actorId, equippedId: shirt, removedIds: [] },
      { actorId, equippedId: blouse, removedIds: [shirt] },
      { actorId, removedIds: [blouse] },
    ]);
  });

  it('loses and doubles no garment, and never wears two on one layer, whatever is put on and taken off', () => {
    const step = fc.record({ equip: fc.boolean(), garment: fc.nat(6) });
    fc.assert(
      fc.property(fc.nat(), fc.array(step, { maxLength: 40 }), (seed, steps) => {
        const { world } = stage({ seed });
        const actorId = world.pickActor();
        const { equipped, bag } = world.wardrobe.outfit(actorId);
        const owned = [...wornGarments(equipped), ...bag].sort();
        for (const { equip, garment } of steps) {
          const garmentId = owned[garment] as string;
          if (equip) world.wardrobe.equip(actorId, garmentId);
          else world.wardrobe.unequip(actorId, garmentId);
          const outfit = world.wardrobe.outfit(actorId);
          expect([...wornGarments(outfit.equipped), ...outfit.bag].sort()).toEqual(owned);
          for (const wornId of wornGarments(outfit.equipped)) {
            const { slots, layer } = world.entities.require(wornId, clothing.garment);
            expect(slots.map((slot) => outfit.equipped[slot]?.[layer])).toEqual(slots.map(() => wornId));
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
