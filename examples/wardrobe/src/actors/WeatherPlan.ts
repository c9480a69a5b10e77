import { clothing, rankOf, wornGarments } from '../clothing/components.ts';
import type { Wardrobe } from '../clothing/Wardrobe.ts';
import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import { type Weather, type WeatherChanged, weathers } from '../events/events.ts';

interface PlannedOutfit {
  readonly hour: number;
  readonly weather: Weather;
  readonly garmentIds: readonly EntityId[];
}

/** The warmth that an actor wants to wear. */
const comfortableWarmth: Readonly<Record<Weather, number>> = { sun: 4, cloud: 6, rain: 7, wind: 8, snow: 12 };

/** What an actor means to wear at every hour and in every weather, planned once from what it owns. */
export class WeatherPlan {
  readonly #actorId: EntityId;
  readonly #entities: EntityManager;
  readonly #wardrobe: Wardrobe;
  readonly #outfits: ReadonlyMap<string, PlannedOutfit>;

  constructor(options: { actorId: EntityId; entities: EntityManager; wardrobe: Wardrobe }) {
    this.#actorId = options.actorId;
    this.#entities = options.entities;
    this.#wardrobe = options.wardrobe;
    const { equipped, bag } = this.#wardrobe.outfit(this.#actorId);
    const fromTheSkin = [...wornGarments(equipped), ...bag].sort((a, b) => this.#rank(a) - this.#rank(b));
    this.#outfits = new Map(
      weathers.flatMap((weather) =>
        Array.from({ length: 24 }, (_, hour) => {
          const garmentIds = this.#choose(fromTheSkin, warmthAt(weather, hour));
          return [keyOf(weather, hour), { hour, weather, garmentIds }] as const;
        }),
      ),
    );
  }

  /** Puts on what is planned and missing, takes off what is worn on the outside and not planned. */
  follow({ weather, hour }: WeatherChanged): void {
    const planned = this.#outfits.get(keyOf(weather, hour));
    if (planned === undefined || !this.#entities.has(this.#actorId)) return;
    const { equipped, bag } = this.#wardrobe.outfit(this.#actorId);
    for (const garmentId of wornGarments(equipped)) {
      const { layer } = this.#entities.require(garmentId, clothing.garment);
      if (layer === 'outer' && !planned.garmentIds.includes(garmentId)) {
        this.#wardrobe.unequip(this.#actorId, garmentId);
      }
    }
    for (const garmentId of bag) {
      if (planned.garmentIds.includes(garmentId)) this.#wardrobe.equip(this.#actorId, garmentId);
    }
  }

  #choose(garmentIds: readonly EntityId[], warmth: number): EntityId[] {
    const chosen: EntityId[] = [];
    let worn = 0;
    for (const garmentId of garmentIds) {
      if (worn >= warmth) break;
      chosen.push(garmentId);
      worn += this.#entities.require(garmentId, clothing.garment).warmth;
    }
    return chosen;
  }

  #rank(garmentId: EntityId): number {
    return rankOf(this.#entities.require(garmentId, clothing.garment).layer);
  }
}

function warmthAt(weather: Weather, hour: number): number {
  return comfortableWarmth[weather] - (hour >= 10 && hour < 18 ? 1 : 0);
}

function keyOf(weather: Weather, hour: number): string {
  return `${weather}@${hour}`;
}
