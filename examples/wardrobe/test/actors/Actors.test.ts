import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anatomy } from '../../src/anatomy/components.ts';
import { recipes } from '../../src/anatomy/recipes.ts';
import { clothing, wornGarments } from '../../src/clothing/components.ts';
import { garmentDefinitions } from '../../src/clothing/garments.ts';
import { stage } from '../stage.ts';

describe('Actors', () => {
  it('leave no entity behind when they are removed, nor a graph, a listener, or a place', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 8 }), (seed, actors) => {
        const { world } = stage({ seed, actors });
        while (world.actors.ids.length > 0) world.actors.remove(world.pickActor());
        expect(world.entities.size).toBe(0);
        expect(world.entities.entitiesWith(anatomy.part.id).size).toBe(0);
        expect(world.graphs.size).toBe(0);
        expect(world.bus.listenerCount('weather_changed')).toBe(0);
        expect(world.places.ids.flatMap((id) => world.places.actorsAt(id))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('own seven garments and wear those that fit together', () => {
    const { world } = stage();
    const merchant = world.actors.create('merchant');
    const { equipped, bag } = world.wardrobe.outfit(merchant);
    const worn = wornGarments(equipped);
    expect(worn.length + bag.length).toBe(7);
    expect(bag.length).toBe(1);
    for (const id of [...worn, ...bag]) expect(world.entities.component(id, clothing.owner)).toBe(merchant);
  });

  it('come of known recipes alone', () => {
    const { world } = stage();
    expect(() => world.actors.create('dragon')).toThrow('no recipe dragon');
  });

  it('can be removed once', () => {
    const { world } = stage();
    const actorId = world.pickActor();
    world.actors.remove(actorId);
    expect(() => world.actors.remove(actorId)).toThrow(`no actor ${actorId}`);
  });

  it('announce a generated body and a removed actor', () => {
    const { world } = stage();
    const heard: [string, unknown][] = [];
    world.bus.subscribe('anatomy_generated', (payload, name) => void heard.push([name, payload]));
    world.bus.subscribe('actor_removed', (payload, name) => void heard.push([name, payload]));
    const actorId = world.actors.create('guard');
    const partIds = world.graphs.of(actorId).partIds();
    world.actors.remove(actorId);
    expect(heard).toEqual([
      ['anatomy_generated', { actorId, blueprintId: 'human', partIds }],
      ['actor_removed', { actorId }],
    ]);
  });

  it('have recipes whose garments there are', () => {
    const known = new Set(garmentDefinitions.map(({ id }) => id));
    const named = [...recipes.values()].flatMap(({ garments }) => garments.flat());
    expect(named.filter((id) => !known.has(id))).toEqual([]);
    for (const { garments } of recipes.values()) expect(garments.length).toBe(7);
  });
});
