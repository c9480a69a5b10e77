import type { AccessibleGarment } from '../clothing/accessibility.ts';
import type { GarmentQueries } from '../clothing/GarmentQueries.ts';
import type { EntityId } from '../entities/Entity.ts';
import type { Leaks } from '../leaks/Leaks.ts';

/** What an onlooker noticed of a wearer in one turn. */
export interface Glance {
  readonly onlookerId: EntityId;
  readonly wearerId: EntityId;
  readonly noticed: readonly string[];
  readonly atMs: number;
}

/** A turn of the game, in milliseconds: an onlooker notices a wearer once in a turn. */
const turnMs = 1000;

/** Glances are forgotten after so many turns. */
const rememberedTurns = 5;

/** What one glance keeps alive in V8: the object, its list, its key, its entry in the map. */
const bytesPerGlance = 790;

/** Who noticed what of whom in the last turns. */
export class Glances {
  readonly #glances = new Map<string, Glance>();
  readonly #keysByTurn = new Map<number, string[]>();
  readonly #garments: GarmentQueries;
  readonly #leaks: Leaks;
  readonly #now: () => number;

  constructor({ garments, leaks, now }: { garments: GarmentQueries; leaks: Leaks; now: () => number }) {
    this.#garments = garments;
    this.#leaks = leaks;
    this.#now = now;
  }

  get size(): number {
    return this.#glances.size;
  }

  /** The onlooker looks at the wearer; a second look in the same turn notices nothing new. */
  look(onlookerId: EntityId, wearerId: EntityId): Glance {
    const atMs = this.#now();
    const turn = Math.floor(atMs / turnMs);
    const key = `${onlookerId}>${wearerId}@${turn}`;
    const known = this.#glances.get(key);
    if (known !== undefined) return known;
    const noticed = this.#garments.accessible(wearerId, 'visible').map(words);
    const glance = { onlookerId, wearerId, noticed, atMs };
    this.#glances.set(key, glance);
    const keys = this.#keysByTurn.get(turn);
    if (keys === undefined) this.#keysByTurn.set(turn, [key]);
    else keys.push(key);
    return glance;
  }

  /** Forgets the glances of turns that are over. */
  expire(): void {
    const oldest = Math.floor(this.#now() / turnMs) - rememberedTurns;
    for (const [turn, keys] of this.#keysByTurn) {
      if (turn >= oldest) return;
      for (const key of keys) {
        if (!this.#leaks.occurs('expired-keys', bytesPerGlance)) this.#glances.delete(key);
      }
      this.#keysByTurn.delete(turn);
    }
  }
}

function words({ layer, slots, garmentId }: AccessibleGarment): string {
  return `${garmentId} ${layer} on ${slots[0]}`;
}
