import type { BodyGenerator } from '../anatomy/BodyGenerator.ts';
import type { BodyGraphs } from '../anatomy/BodyGraphs.ts';
import { type Blueprint, blueprints } from '../anatomy/blueprints.ts';
import { anatomy } from '../anatomy/components.ts';
import { type Recipe, recipes } from '../anatomy/recipes.ts';
import { clothing, wornGarments } from '../clothing/components.ts';
import type { Wardrobe } from '../clothing/Wardrobe.ts';
import { core } from '../entities/component.ts';
import type { EntityDefinition, EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import type { EventBus, Unsubscribe } from '../events/EventBus.ts';
import { type AnatomyGenerated, events, type WeatherChanged } from '../events/events.ts';
import type { Leaks } from '../leaks/Leaks.ts';
import type { Places } from '../perception/Places.ts';
import type { Random } from '../randomness/Random.ts';
import { WardrobeError } from '../WardrobeError.ts';
import { WeatherPlan } from './WeatherPlan.ts';

export const actorDefinition: EntityDefinition = { id: 'core:actor', components: {} };

const firstNames = [
  'Ada',
  'Bram',
  'Cleo',
  'Dara',
  'Edda',
  'Finn',
  'Greta',
  'Hugo',
  'Ines',
  'Jory',
  'Kit',
  'Lene',
];
const colours = ['brown', 'black', 'green', 'blue', 'red', 'grey', 'white', 'ochre'];

/** What one forgotten part keeps alive in V8: the entity, its components, its places in the maps and the index. */
const bytesPerPart = 620;

/** What one listener keeps alive in V8: itself and the plan of its actor. */
const bytesPerListener = 34_900;

export interface ActorsOptions {
  readonly entities: EntityManager;
  readonly bus: EventBus;
  readonly bodies: BodyGenerator;
  readonly graphs: BodyGraphs;
  readonly wardrobe: Wardrobe;
  readonly places: Places;
  readonly random: Random;
  readonly leaks: Leaks;
}

/** Actors come, with a body and garments, and go, with everything that is theirs. */
export class Actors {
  readonly #options: ActorsOptions;
  readonly #ids: EntityId[] = [];
  readonly #stopPlanning = new Map<EntityId, Unsubscribe>();

  constructor(options: ActorsOptions) {
    this.#options = options;
  }

  get ids(): readonly EntityId[] {
    return this.#ids;
  }

  /** Creates an actor: its body, its garments, put on as far as they fit together, and its plan for the weather. */
  create(recipeId: string): EntityId {
    const { entities, bus, bodies, places, random, wardrobe } = this.#options;
    const recipe = recipes.get(recipeId);
    if (recipe === undefined) throw new WardrobeError('UNKNOWN_RECIPE', `there is no recipe ${recipeId}`);
    const blueprint = blueprints.get(recipe.blueprintId) as Blueprint;
    const placeId = places.pick(random);
    const actorId = entities.create(actorDefinition.id, 'actor', {
      [core.name.id]: random.pick(firstNames),
      [core.position.id]: placeId,
    }).id;
    const { partIds, description } = bodies.generate(actorId, recipe, blueprint);
    entities.setComponent(actorId, core.description, description);
    this.#dress(actorId, recipe);
    this.#ids.push(actorId);
    places.enter(placeId, actorId);
    const plan = new WeatherPlan({ actorId, entities, wardrobe });
    const stopPlanning = bus.subscribe(events.weatherChanged, (weather) =>
      plan.follow(weather as WeatherChanged),
    );
    this.#stopPlanning.set(actorId, stopPlanning);
    const generated: AnatomyGenerated = { actorId, blueprintId: blueprint.id, partIds };
    void bus.dispatch(events.anatomyGenerated, generated);
    return actorId;
  }

  /** Removes an actor together with its body parts, blueprint slots, garments and plans. */
  remove(actorId: EntityId): void {
    const { entities, bus, graphs, places, wardrobe, leaks } = this.#options;
    const index = this.#ids.indexOf(actorId);
    if (index < 0) throw new WardrobeError('UNKNOWN_ENTITY', `there is no actor ${actorId}`);
    const { equipped, bag } = wardrobe.outfit(actorId);
    for (const garmentId of [...wornGarments(equipped), ...bag]) entities.remove(garmentId);
    const partIds = graphs.of(actorId).partIds();
    for (const slotId of entities.require(actorId, anatomy.body).slotIds) entities.remove(slotId);
    for (const partId of partIds) {
      if (!leaks.occurs('orphaned-parts', bytesPerPart)) entities.remove(partId);
    }
    places.leave(entities.require(actorId, core.position), actorId);
    entities.remove(actorId);
    this.#ids.splice(index, 1);
    if (!leaks.occurs('listeners', bytesPerListener)) this.#stopPlanning.get(actorId)?.();
    this.#stopPlanning.delete(actorId);
    void bus.dispatch(events.actorRemoved, { actorId });
  }

  #dress(actorId: EntityId, recipe: Recipe): void {
    const { entities, random, wardrobe } = this.#options;
    const bag = recipe.garments.map((choices) => {
      const descriptors = { colour: random.pick(colours) };
      return entities.create(random.pick(choices), 'garment', {
        [clothing.owner.id]: actorId,
        [core.descriptors.id]: descriptors,
      }).id;
    });
    entities.setComponent(actorId, clothing.outfit, { equipped: {}, bag });
    for (const garmentId of bag) wardrobe.equip(actorId, garmentId);
  }
}
