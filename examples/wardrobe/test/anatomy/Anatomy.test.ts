import { describe, expect, it } from 'vitest';
import { anatomy } from '../../src/anatomy/components.ts';
import { core } from '../../src/entities/component.ts';
import { stage } from '../stage.ts';

describe('Anatomy', () => {
  it('finds all parts, those of a type, and the path from a hand to the root', () => {
    const { world } = stage();
    const actorId = world.pickActor();
    const parts = world.anatomy.allParts(actorId);
    expect(parts.length).toBe(world.anatomy.bodyGraph(actorId).size);
    const hands = world.anatomy.partsOfType(actorId, 'hand');
    expect(hands.length).toBe(2);
    const path = world.anatomy.pathToRoot(actorId, hands[0] as string);
    expect(path.map((id) => world.entities.require(id, anatomy.part).type)).toEqual([
      'hand',
      'forearm',
      'upper_arm',
      'shoulder',
      'torso',
    ]);
  });

  it('answers the same question a second time from the cache', () => {
    const { world } = stage();
    const actorId = world.pickActor();
    expect(world.anatomy.allParts(actorId)).toBe(world.anatomy.allParts(actorId));
  });

  it('tells whether some part has a component, and one that matches', () => {
    const { world } = stage();
    const actorId = world.pickActor();
    expect(world.anatomy.hasPartWith(actorId, anatomy.joint)).toBe(true);
    expect(world.anatomy.hasPartWith(actorId, anatomy.body)).toBe(false);
    const hand = world.anatomy.partsOfType(actorId, 'hand')[0] as string;
    const inked = ({ colour }: Readonly<Record<string, string>>): boolean => colour === 'tattooed';
    expect(world.anatomy.hasPartWith(actorId, core.descriptors, inked)).toBe(false);
    world.entities.setComponent(hand, core.descriptors, { colour: 'tattooed' });
    expect(world.anatomy.hasPartWith(actorId, core.descriptors, inked)).toBe(true);
  });

  it('describes the body, equal pairs once, and what is worn', () => {
    const { world } = stage();
    const actorId = world.actors.create('noble');
    const text = world.anatomy.description(actorId);
    expect(text).toMatch(/both eye: green; /);
    expect(text).toMatch(/hair: long, brown/);
    expect(text).toMatch(/\. wearing a \w+ /);
  });

  it('describes anew what changed its clothes', () => {
    const { world } = stage();
    const actorId = world.actors.create('scholar');
    const before = world.anatomy.description(actorId);
    expect(world.anatomy.description(actorId)).toBe(before);
    const coat = world.garments
      .accessible(actorId, 'visible')
      .find(({ garmentId }) => world.entities.require(garmentId, core.name) === 'long coat');
    expect(before).toMatch(/long coat/);
    world.wardrobe.unequip(actorId, coat?.garmentId as string);
    expect(world.anatomy.description(actorId)).not.toMatch(/long coat/);
  });

  it('knows nothing of actors that are gone, cached or not', () => {
    const { world } = stage({ actors: 2 });
    const actorId = world.pickActor();
    world.anatomy.allParts(actorId);
    world.anatomy.description(actorId);
    world.actors.remove(actorId);
    expect(() => world.anatomy.allParts(actorId)).toThrow(`no entity ${actorId}`);
    expect(() => world.anatomy.description(actorId)).toThrow(`no entity ${actorId}`);
    expect(() => world.anatomy.bodyGraph(actorId)).toThrow(`no entity ${actorId}`);
  });
});
