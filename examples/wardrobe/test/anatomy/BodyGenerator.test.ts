import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorDefinition } from '../../src/actors/Actors.ts';
import { BodyGenerator } from '../../src/anatomy/BodyGenerator.ts';
import { type Blueprint, blueprints } from '../../src/anatomy/blueprints.ts';
import { anatomy } from '../../src/anatomy/components.ts';
import { partDefinitions } from '../../src/anatomy/partTypes.ts';
import { type Recipe, recipes } from '../../src/anatomy/recipes.ts';
import { core } from '../../src/entities/component.ts';
import { EntityManager } from '../../src/entities/EntityManager.ts';
import { EventBus } from '../../src/events/EventBus.ts';
import { frequentEvents } from '../../src/events/events.ts';
import { Random } from '../../src/randomness/Random.ts';
import { stage } from '../stage.ts';

const human = blueprints.get('human') as Blueprint;
const plain: Recipe = { id: 'plain', blueprintId: 'human', slots: {}, patterns: [], garments: [] };

function generate(recipe: Recipe, { blueprint = human, seed = 1 } = {}) {
  const bus = new EventBus({ now: () => 0, frequentEvents });
  const entities = new EntityManager({ bus, definitions: [actorDefinition, ...partDefinitions] });
  const actorId = entities.create(actorDefinition.id, 'actor').id;
  const body = new BodyGenerator({ entities, random: new Random(seed) }).generate(actorId, recipe, blueprint);
  const definitionAt = (key: string): string | undefined => {
    const slots = entities
      .require(actorId, anatomy.body)
      .slotIds.map((id) => entities.require(id, anatomy.slot));
    const slot = slots.find((candidate) => candidate.key === key);
    return slot === undefined ? undefined : entities.get(slot.partId).definition.id;
  };
  return { entities, actorId, definitionAt, ...body };
}

describe('BodyGenerator', () => {
  it('builds a human body of 30 parts in 29 slots', () => {
    const { entities, partIds } = generate(plain);
    expect(partIds.length).toBe(30);
    expect(entities.entitiesWith(anatomy.part.id).size).toBe(30);
    expect(entities.entitiesWith(anatomy.slot.id).size).toBe(29);
  });

  it('leaves an optional slot empty unless the recipe asks for it', () => {
    expect(generate(plain).definitionAt('beard')).toBeUndefined();
    const bearded = generate({ ...plain, slots: { beard: { prefer: ['anatomy:beard_full'] } } });
    expect(bearded.definitionAt('beard')).toBe('anatomy:beard_full');
    expect(bearded.partIds.length).toBe(31);
  });

  it('gives the sky folk wings', () => {
    const { entities, partIds } = generate(plain, { blueprint: blueprints.get('sky_folk') as Blueprint });
    const types = partIds.map((id) => entities.require(id, anatomy.part).type);
    expect(types.filter((type) => type === 'wing').length).toBe(2);
  });

  it('makes both arms muscular where a pattern says so, whatever the seed', () => {
    const recipe: Recipe = {
      ...plain,
      patterns: [
        { types: ['upper_arm'], prefer: ['anatomy:upper_arm_muscular'], descriptors: { colour: 'tanned' } },
      ],
    };
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { definitionAt, entities, partIds } = generate(recipe, { seed });
        expect(definitionAt('left_upper_arm')).toBe('anatomy:upper_arm_muscular');
        expect(definitionAt('right_upper_arm')).toBe('anatomy:upper_arm_muscular');
        const arm = partIds.find((id) => entities.require(id, anatomy.part).type === 'upper_arm') as string;
        expect(entities.component(arm, core.descriptors)).toEqual({
          build: 'muscular',
          texture: 'smooth',
          colour: 'tanned',
        });
      }),
      { numRuns: 20 },
    );
  });

  it('lets what is said of one slot go before the patterns', () => {
    const { definitionAt } = generate({
      ...plain,
      slots: { left_hand: { prefer: ['anatomy:hand_soft'] } },
      patterns: [{ types: ['hand'], prefer: ['anatomy:hand_calloused'] }],
    });
    expect(definitionAt('left_hand')).toBe('anatomy:hand_soft');
    expect(definitionAt('right_hand')).toBe('anatomy:hand_calloused');
  });

  it('passes over a preferred part that does not fit the slot', () => {
    const { definitionAt } = generate({ ...plain, slots: { nose: { prefer: ['anatomy:hand_soft'] } } });
    expect(definitionAt('nose')).toMatch(/^anatomy:nose_/);
  });

  it('refuses a body whose part has no socket to hang on', () => {
    const wrong: Blueprint = {
      ...human,
      slots: { ...human.slots, tail: { socketId: 'tail', type: 'wing' } },
    };
    expect(() => generate(plain, { blueprint: wrong })).toThrow(
      /hangs on socket tail, which part-\d+ has not/,
    );
  });

  it('refuses a part that the socket does not take, and two parts on one socket', () => {
    const misfit: Blueprint = { ...human, slots: { neck: { socketId: 'chest', type: 'neck' } } };
    expect(() => generate(plain, { blueprint: misfit })).toThrow('takes no neck');
    const crowd: Blueprint = {
      ...human,
      slots: { one: { socketId: 'chest', type: 'chest' }, two: { socketId: 'chest', type: 'chest' } },
    };
    expect(() => generate(plain, { blueprint: crowd })).toThrow('holds more than one part');
  });

  it('builds for every recipe a body that is one tree, whatever the seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...recipes.values()), (seed, recipe) => {
        const blueprint = blueprints.get(recipe.blueprintId) as Blueprint;
        const { entities, partIds } = generate(recipe, { seed, blueprint });
        expect(new Set(partIds).size).toBe(partIds.length);
        expect(partIds.length).toBe(entities.entitiesWith(anatomy.part.id).size);
        const roots = partIds.filter((id) => entities.component(id, anatomy.joint) === undefined);
        expect(roots).toEqual([partIds[0]]);
      }),
      { numRuns: 30 },
    );
  });

  it('prefers only parts that there are', () => {
    const known = new Set(partDefinitions.map(({ id }) => id));
    const preferred = [...recipes.values()].flatMap(({ slots, patterns }) =>
      [...Object.values(slots), ...patterns].flatMap(({ prefer = [] }) => prefer),
    );
    expect(preferred.filter((id) => !known.has(id))).toEqual([]);
    expect(preferred.length).toBeGreaterThan(5);
  });
});

describe('an actor', () => {
  it('is about 67 entities: itself, its parts, its slots, its garments', () => {
    const { world } = stage({ actors: 50 });
    const each = world.entities.size / 50;
    expect(each).toBeGreaterThan(66);
    expect(each).toBeLessThan(71);
  });

  it('is the same for the same seed, and another one for another seed', () => {
    const describeAll = (seed: number): string[] => {
      const { world } = stage({ actors: 5, seed });
      return world.actors.ids.map((id) => world.anatomy.description(id));
    };
    expect(describeAll(11)).toEqual(describeAll(11));
    expect(describeAll(11)).not.toEqual(describeAll(12));
  });
});
