import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComponentId, componentType } from '../../src/entities/component.ts';
import { EntityManager } from '../../src/entities/EntityManager.ts';
import { EventBus } from '../../src/events/EventBus.ts';
import { frequentEvents } from '../../src/events/events.ts';

const weight = componentType<number>('test:weight');
const colour = componentType<string>('test:colour');
const stone = { id: 'test:stone', components: { 'test:weight': 10 } } as const;

function manager(): { entities: EntityManager; heard: string[] } {
  const bus = new EventBus({ now: () => 0, frequentEvents });
  const heard: string[] = [];
  bus.subscribe('*', (_, name) => void heard.push(name));
  return { entities: new EntityManager({ bus, definitions: [stone] }), heard };
}

describe('EntityManager', () => {
  it('gives an instance the defaults of its definition, and lets it override them', () => {
    const { entities } = manager();
    const plain = entities.create('test:stone', 'stone');
    const heavy = entities.create('test:stone', 'stone', { 'test:weight': 99 });
    expect(entities.component(plain.id, weight)).toBe(10);
    expect(entities.component(heavy.id, weight)).toBe(99);
    entities.setComponent(plain.id, weight, 11);
    expect(entities.component(plain.id, weight)).toBe(11);
    expect(entities.component(entities.create('test:stone', 'stone').id, weight)).toBe(10);
  });

  it('dispatches an event at each mutation', () => {
    const { entities, heard } = manager();
    const { id } = entities.create('test:stone', 'stone');
    entities.setComponent(id, colour, 'grey');
    entities.setComponent(id, colour, 'black');
    entities.removeComponent(id, colour.id);
    entities.remove(id);
    expect(heard).toEqual([
      'entity_created',
      'component_added',
      'component_changed',
      'component_removed',
      'entity_removed',
    ]);
  });

  it('hides a default that is removed, and shows what is set after that', () => {
    const { entities } = manager();
    const { id } = entities.create('test:stone', 'stone');
    expect(entities.removeComponent(id, weight.id)).toBe(true);
    expect(entities.component(id, weight)).toBeUndefined();
    expect(entities.removeComponent(id, weight.id)).toBe(false);
    expect([...entities.entitiesWith(weight.id)]).toEqual([]);
    entities.setComponent(id, weight, 3);
    expect(entities.component(id, weight)).toBe(3);
    expect([...entities.entitiesWith(weight.id)]).toEqual([id]);
  });

  it('says what is missing', () => {
    const { entities } = manager();
    const { id } = entities.create('test:stone', 'stone');
    expect(() => entities.create('test:feather', 'feather')).toThrow('no definition test:feather');
    expect(() => entities.get('stone-99')).toThrow('no entity stone-99');
    expect(() => entities.require(id, colour)).toThrow(`${id} has no component test:colour`);
    expect(entities.remove('stone-99')).toBe(false);
  });

  it('refuses two definitions of one id', () => {
    const bus = new EventBus({ now: () => 0 });
    expect(() => new EntityManager({ bus, definitions: [stone, stone] })).toThrow(
      'two definitions test:stone',
    );
  });

  it('keeps the index true to the entities, whatever happens to them', () => {
    const ids: readonly ComponentId[] = ['test:weight', 'test:colour', 'test:shape'];
    const step = fc.record({
      action: fc.constantFrom('create', 'set', 'unset', 'remove'),
      entity: fc.nat(5),
      component: fc.constantFrom(...ids),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { entities } = manager();
        const alive: string[] = [];
        for (const { action, entity, component } of steps) {
          const id = alive[entity];
          if (action === 'create') alive.push(entities.create('test:stone', 'stone').id);
          else if (id === undefined) continue;
          else if (action === 'set') entities.setComponent(id, componentType(component), 'set');
          else if (action === 'unset') entities.removeComponent(id, component);
          else {
            entities.remove(id);
            alive.splice(entity, 1);
          }
        }
        for (const component of ids) {
          const expected = alive.filter((id) => entities.get(id).has(component));
          expect([...entities.entitiesWith(component)].sort()).toEqual(expected.sort());
        }
        expect(entities.size).toBe(alive.length);
      }),
    );
  });
});
