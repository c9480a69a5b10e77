import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccessibilityMode,
  accessibilityModes,
  accessibleGarments,
} from '../../src/clothing/accessibility.ts';
import { wornGarments } from '../../src/clothing/components.ts';
import { core } from '../../src/entities/component.ts';
import { dressingRoom, stage } from '../stage.ts';

function wearing(...names: readonly string[]): (mode: AccessibilityMode) => string[] {
  const { entities, wardrobe, actorId, garments } = dressingRoom(...names);
  for (const garmentId of garments) wardrobe.equip(actorId, garmentId);
  return (mode) =>
    accessibleGarments(entities, wardrobe.outfit(actorId).equipped, mode).map(({ garmentId }) =>
      entities.require(garmentId, core.name),
    );
}

describe('what can be reached or seen of an outfit', () => {
  it('is all of it when nothing covers anything', () => {
    const query = wearing('linen shirt', 'felt hat', 'work gloves');
    expect(query('visible').sort()).toEqual(['felt hat', 'linen shirt', 'work gloves']);
  });

  it('leaves out what is covered: a long coat hides shirt, trousers, and belt', () => {
    const query = wearing('linen shirt', 'wool trousers', 'leather belt', 'long coat');
    expect(query('visible')).toEqual(['long coat']);
    expect(query('worn').length).toBe(4);
  });

  it('shows what is covered in one slot and not in another: sleeves under a breastplate', () => {
    expect(wearing('linen shirt', 'breastplate')('visible')).toEqual(['breastplate', 'linen shirt']);
  });

  it('keeps a belt from hiding the trousers that it holds', () => {
    const query = wearing('wool trousers', 'leather belt');
    expect(query('visible')).toEqual(['leather belt', 'wool trousers']);
    expect(query('removable')).toEqual(['leather belt']);
  });

  it('names the outermost of each slot', () => {
    const query = wearing('linen drawers', 'wool trousers', 'leather belt', 'felt hat');
    expect(query('topmost')).toEqual(['felt hat', 'leather belt', 'wool trousers']);
  });

  it('lets coverage of its own priority go before the layer: a shawl over a coat', () => {
    const query = wearing('long coat', 'wool shawl');
    expect(query('visible')).toEqual(['wool shawl']);
    expect(query('worn')).toEqual(['wool shawl', 'long coat']);
  });

  it('holds for any outfit: removable within visible within worn, the outermost first', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { world } = stage({ seed });
        const actorId = world.pickActor();
        const ids = (mode: AccessibilityMode): string[] =>
          world.garments.accessible(actorId, mode).map(({ garmentId }) => garmentId);
        expect(ids('worn').sort()).toEqual(wornGarments(world.wardrobe.outfit(actorId).equipped).sort());
        for (const id of ids('visible')) expect(ids('worn')).toContain(id);
        for (const id of ids('removable')) expect(ids('visible')).toContain(id);
        for (const mode of accessibilityModes) {
          const priorities = world.garments.accessible(actorId, mode).map(({ priority }) => priority);
          expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
        }
        for (const id of ids('removable')) {
          expect(world.wardrobe.unequip(actorId, id)).toEqual({ unequipped: true });
          break;
        }
      }),
      { numRuns: 40 },
    );
  });

  it('can always be undressed down to the skin', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { world } = stage({ seed });
        const actorId = world.pickActor();
        for (let i = 0; i < 7; i += 1) {
          const [outermost] = world.garments.accessible(actorId, 'removable');
          if (outermost !== undefined) world.wardrobe.unequip(actorId, outermost.garmentId);
        }
        expect(world.wardrobe.outfit(actorId).equipped).toEqual({});
        expect(world.garments.describe(actorId)).toBe('wearing nothing');
      }),
      { numRuns: 40 },
    );
  });
});

describe('GarmentQueries', () => {
  it('answers from the cache until the outfit changes, and for five seconds at most', () => {
    const { world, clock } = stage();
    const actorId = world.pickActor();
    const first = world.garments.accessible(actorId, 'removable');
    expect(world.garments.accessible(actorId, 'removable')).toBe(first);
    clock.ms = 5000;
    const second = world.garments.accessible(actorId, 'removable');
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
    world.wardrobe.unequip(actorId, second[0]?.garmentId as string);
    expect(world.garments.accessible(actorId, 'removable')).not.toEqual(first);
  });

  it('names a garment without a colour plain', () => {
    const { world } = stage();
    const actorId = world.pickActor();
    const [outermost] = world.garments.accessible(actorId, 'visible');
    world.entities.removeComponent(outermost?.garmentId as string, core.descriptors.id);
    expect(world.garments.describe(actorId)).toMatch(/^wearing a plain /);
  });
});
