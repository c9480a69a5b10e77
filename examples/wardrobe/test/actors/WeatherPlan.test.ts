import { describe, expect, it } from 'vitest';
import { WeatherPlan } from '../../src/actors/WeatherPlan.ts';
import { wornGarments } from '../../src/clothing/components.ts';
import { core } from '../../src/entities/component.ts';
import { dressingRoom } from '../stage.ts';

function planned(...names: readonly string[]) {
  const room = dressingRoom(...names);
  const plan = new WeatherPlan(room);
  const worn = (): string[] =>
    wornGarments(room.wardrobe.outfit(room.actorId).equipped).map((id) =>
      room.entities.require(id, core.name),
    );
  return { ...room, plan, worn };
}

describe('WeatherPlan', () => {
  const garments = ['linen drawers', 'linen shirt', 'wool trousers', 'leather boots', 'long coat'];

  it('puts the coat on when it snows and takes it off in the sun', () => {
    const { plan, worn } = planned(...garments);
    plan.follow({ weather: 'snow', hour: 8 });
    expect(worn()).toContain('long coat');
    plan.follow({ weather: 'sun', hour: 12 });
    expect(worn()).not.toContain('long coat');
    expect(worn()).toContain('linen shirt');
  });

  it('wants a little less at midday than at night', () => {
    const { plan, worn } = planned('linen shirt', 'wool trousers', 'felt hat');
    plan.follow({ weather: 'sun', hour: 22 });
    expect(worn()).toContain('felt hat');
    plan.follow({ weather: 'sun', hour: 12 });
    expect(worn()).not.toContain('felt hat');
  });

  it('leaves alone what is worn beneath', () => {
    const { plan, worn, wardrobe, actorId } = planned('wool stockings', 'wool trousers', 'velvet doublet');
    for (const id of wardrobe.outfit(actorId).bag) wardrobe.equip(actorId, id);
    const before = worn();
    plan.follow({ weather: 'sun', hour: 12 });
    expect(worn()).toEqual(before);
  });

  it('does nothing for an hour that there is not, or an actor that is gone', () => {
    const { plan, worn, entities, actorId } = planned(...garments);
    plan.follow({ weather: 'snow', hour: 25 });
    expect(worn()).toEqual([]);
    entities.remove(actorId);
    expect(() => plan.follow({ weather: 'snow', hour: 8 })).not.toThrow();
  });
});
