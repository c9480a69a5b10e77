import { UnifiedCache } from 'tidemark/pressure';
import { Actors, actorDefinition } from './actors/Actors.ts';
import { Anatomy } from './anatomy/Anatomy.ts';
import { BodyGenerator } from './anatomy/BodyGenerator.ts';
import { BodyGraphs } from './anatomy/BodyGraphs.ts';
import { blueprints } from './anatomy/blueprints.ts';
import { anatomy } from './anatomy/components.ts';
import { partDefinitions } from './anatomy/partTypes.ts';
import { recipes } from './anatomy/recipes.ts';
import type { AccessibleGarment } from './clothing/accessibility.ts';
import type { ClothingSlot } from './clothing/components.ts';
import { GarmentQueries } from './clothing/GarmentQueries.ts';
import { garmentDefinitions } from './clothing/garments.ts';
import { Wardrobe } from './clothing/Wardrobe.ts';
import type { EntityId } from './entities/Entity.ts';
import { EntityManager } from './entities/EntityManager.ts';
import { EventBus } from './events/EventBus.ts';
import { events, frequentEvents, type WeatherChanged, weathers } from './events/events.ts';
import type { Leaks } from './leaks/Leaks.ts';
import { Glances } from './perception/Glances.ts';
import { PerceptionLog } from './perception/PerceptionLog.ts';
import { Places } from './perception/Places.ts';
import type { Random } from './randomness/Random.ts';
import { LatencySamples } from './timing/LatencySamples.ts';

export interface WorldOptions {
  /** How many actors the world is meant for; it starts empty. */
  readonly actorCount: number;
  readonly random: Random;
  readonly leaks: Leaks;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Told about errors that listeners throw. */
  readonly onListenerError: (error: unknown, name: string) => void;
}

/** An hour of the game takes so many milliseconds; the weather may change with the hour. */
const hourMs = 2000;

const recipeIds = [...recipes.keys()];

/** The game: its systems, wired. */
export class World {
  readonly bus: EventBus;
  readonly entities: EntityManager;
  readonly actors: Actors;
  readonly anatomy: Anatomy;
  readonly graphs: BodyGraphs;
  readonly wardrobe: Wardrobe;
  readonly garments: GarmentQueries;
  readonly glances: Glances;
  readonly perceptions: PerceptionLog;
  readonly places: Places;
  readonly latencies: LatencySamples;
  readonly random: Random;
  readonly #now: () => number;
  readonly #caches: readonly { removeExpired(): number }[];
  #hour: number;

  constructor({ actorCount, random, leaks, now, onListenerError }: WorldOptions) {
    this.random = random;
    this.#now = now;
    this.#hour = this.#hourNow();
    const bus = new EventBus({ now, frequentEvents, onListenerError });
    const definitions = [actorDefinition, ...partDefinitions, ...garmentDefinitions];
    const entities = new EntityManager({ bus, definitions });
    const latencies = new LatencySamples({ leaks, now });
    const graphs = new BodyGraphs({ entities, bus, leaks });
    const accessibility = new UnifiedCache<string, readonly AccessibleGarment[]>({
      name: 'accessible garments',
      maxEntries: 500,
      ttlMs: 5000,
      now,
    });
    const queries = new UnifiedCache<string, readonly EntityId[]>({
      name: 'body parts',
      maxEntries: 1000,
      ttlMs: 300_000,
      now,
    });
    const descriptions = new UnifiedCache<string, string>({ name: 'descriptions', maxEntries: 500, now });
    const clothingSlots = (actorId: EntityId): Readonly<Record<string, ClothingSlot>> =>
      blueprints.get(entities.require(actorId, anatomy.body).blueprintId)?.clothingSlots ?? {};
    const wardrobe = new Wardrobe({ entities, bus, clothingSlots });
    const garments = new GarmentQueries({ entities, accessibility, latencies, bus });
    const places = new Places(actorCount);
    const bodies = new BodyGenerator({ entities, random });
    this.bus = bus;
    this.entities = entities;
    this.latencies = latencies;
    this.graphs = graphs;
    this.wardrobe = wardrobe;
    this.garments = garments;
    this.places = places;
    this.#caches = [accessibility, queries, descriptions];
    this.anatomy = new Anatomy({
      entities,
      graphs,
      queries,
      descriptions,
      latencies,
      bus,
      describeOutfit: (actorId) => garments.describe(actorId),
    });
    this.glances = new Glances({ garments, leaks, now });
    this.perceptions = new PerceptionLog({ entities, places, bus, leaks, now });
    this.actors = new Actors({ entities, bus, bodies, graphs, wardrobe, places, random, leaks });
  }

  /** Creates an actor of a random recipe. */
  addActor(): EntityId {
    return this.actors.create(this.random.pick(recipeIds));
  }

  pickActor(): EntityId {
    return this.random.pick(this.actors.ids);
  }

  /** What the passing of time does: glances are forgotten, and with a new hour comes new weather. */
  advance(): void {
    this.glances.expire();
    const hour = this.#hourNow();
    if (hour === this.#hour) return;
    this.#hour = hour;
    for (const cache of this.#caches) cache.removeExpired();
    const change: WeatherChanged = { weather: this.random.pick(weathers), hour: hour % 24 };
    void this.bus.dispatch(events.weatherChanged, change);
  }

  #hourNow(): number {
    return Math.floor(this.#now() / hourMs);
  }
}
