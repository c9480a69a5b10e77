import { describe, expect, it } from 'vitest';
import { core } from '../../src/entities/component.ts';
import { Leaks } from '../../src/leaks/Leaks.ts';
import { PerceptionLog } from '../../src/perception/PerceptionLog.ts';
import { Places } from '../../src/perception/Places.ts';
import { Random } from '../../src/randomness/Random.ts';
import { stage } from '../stage.ts';

describe('Places', () => {
  it('are enough for about 20 actors each, each with a name of its own', () => {
    const { ids } = new Places(400);
    expect(ids.length).toBe(20);
    expect(new Set(ids).size).toBe(20);
    expect(new Places(1).ids.length).toBe(1);
  });

  it('know who is there', () => {
    const places = new Places(1);
    const placeId = places.pick(new Random(1));
    places.enter(placeId, 'ada');
    places.enter(placeId, 'finn');
    places.leave(placeId, 'ada');
    places.leave(placeId, 'nobody');
    expect(places.actorsAt(placeId)).toEqual(['finn']);
  });

  it('pass over a place that there is not', () => {
    const places = new Places(1);
    places.enter('moon', 'ada');
    places.leave('moon', 'ada');
    expect(places.actorsAt('moon')).toEqual([]);
  });
});

describe('PerceptionLog', () => {
  it('tells those present what somebody puts on and takes off, the latest first', () => {
    const { world, clock } = stage({ actors: 2 });
    const [actorId, witnessId] = world.actors.ids as [string, string];
    const [outermost] = world.garments.accessible(actorId, 'removable');
    const garmentId = outermost?.garmentId as string;
    clock.ms = 1;
    world.wardrobe.unequip(actorId, garmentId);
    clock.ms = 2;
    world.wardrobe.equip(actorId, garmentId);
    const name = world.entities.require(actorId, core.name);
    const garment = world.entities.require(garmentId, core.name);
    const seen = world.perceptions.by(witnessId).map(({ text }) => text);
    expect(seen[0]).toMatch(new RegExp(`^sees ${name} put on a \\w+ ${garment}$`));
    expect(seen[1]).toMatch(new RegExp(`^sees ${name} take off a \\w+ ${garment}$`));
    expect(world.perceptions.by(actorId).some(({ actorId: seenId }) => seenId === actorId)).toBe(false);
  });

  it('is noticed by five of those present at most', () => {
    const { world } = stage({ actors: 20 });
    const actorId = world.actors.ids[0] as string;
    const before = world.perceptions.size;
    const [outermost] = world.garments.accessible(actorId, 'removable');
    world.wardrobe.unequip(actorId, outermost?.garmentId as string);
    expect(world.perceptions.size - before).toBe(5);
  });

  it('keeps the latest perceptions alone', () => {
    const { world, clock } = stage({ actors: 2 });
    const { bus, entities, places } = world;
    const log = new PerceptionLog({
      entities,
      places,
      bus,
      leaks: Leaks.none(),
      now: clock.now,
      maxEntries: 3,
    });
    const [actorId, witnessId] = world.actors.ids as [string, string];
    const [outermost] = world.garments.accessible(actorId, 'removable');
    const garmentId = outermost?.garmentId as string;
    for (let i = 0; i < 4; i += 1) {
      clock.ms += 1;
      world.wardrobe.unequip(actorId, garmentId);
      clock.ms += 1;
      world.wardrobe.equip(actorId, garmentId);
    }
    expect(log.size).toBe(3);
    expect(log.by(witnessId).map(({ atMs }) => atMs)).toEqual([8, 7, 6]);
  });
});

describe('Glances', () => {
  it('notice what can be seen of a wearer, once in a turn', () => {
    const { world, clock } = stage({ actors: 2 });
    const [onlooker, wearer] = world.actors.ids as [string, string];
    const glance = world.glances.look(onlooker, wearer);
    expect(glance.noticed.length).toBe(world.garments.accessible(wearer, 'visible').length);
    expect(world.glances.look(onlooker, wearer)).toBe(glance);
    expect(world.glances.look(wearer, onlooker)).not.toBe(glance);
    clock.ms = 1000;
    expect(world.glances.look(onlooker, wearer)).not.toBe(glance);
    expect(world.glances.size).toBe(3);
  });

  it('are forgotten after five turns', () => {
    const { world, clock } = stage({ actors: 2 });
    const [onlooker, wearer] = world.actors.ids as [string, string];
    world.glances.look(onlooker, wearer);
    clock.ms = 3000;
    world.glances.look(onlooker, wearer);
    clock.ms = 5999;
    world.glances.expire();
    expect(world.glances.size).toBe(2);
    clock.ms = 6000;
    world.glances.expire();
    expect(world.glances.size).toBe(1);
  });
});
