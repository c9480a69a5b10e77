import { garmentWords } from '../clothing/garmentWords.ts';
import { core } from '../entities/component.ts';
import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import type { EventBus } from '../events/EventBus.ts';
import { events, type OutfitChanged } from '../events/events.ts';
import type { Leaks } from '../leaks/Leaks.ts';
import type { Places } from './Places.ts';

export interface Perception {
  readonly atMs: number;
  readonly witnessId: EntityId;
  readonly actorId: EntityId;
  readonly text: string;
}

export interface PerceptionLogOptions {
  readonly entities: EntityManager;
  readonly places: Places;
  readonly bus: EventBus;
  readonly leaks: Leaks;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Perceptions that are kept. @default 20000 */
  readonly maxEntries?: number;
}

/** So many of those present, the actor apart, notice what happens. */
const mostWitnesses = 5;

/** What one entry keeps alive in V8: the object, a boxed double, the pieces of its text, its place in the array. */
const bytesPerEntry = 236;

/** What happened to clothes, as those present perceived it: the latest `maxEntries` perceptions. */
export class PerceptionLog {
  readonly #entries: Perception[] = [];
  readonly #entities: EntityManager;
  readonly #places: Places;
  readonly #leaks: Leaks;
  readonly #now: () => number;
  readonly #maxEntries: number;
  #next = 0;

  constructor({ entities, places, bus, leaks, now, maxEntries = 20_000 }: PerceptionLogOptions) {
    this.#entities = entities;
    this.#places = places;
    this.#leaks = leaks;
    this.#now = now;
    this.#maxEntries = maxEntries;
    bus.subscribe(events.outfitChanged, (payload) => this.#perceive(payload as OutfitChanged));
  }

  get size(): number {
    return this.#entries.length;
  }

  /** What a witness perceived, the latest first. */
  by(witnessId: EntityId): Perception[] {
    return this.#entries.filter((entry) => entry.witnessId === witnessId).sort((a, b) => b.atMs - a.atMs);
  }

  #perceive({ actorId, equippedId, removedIds }: OutfitChanged): void {
    const present = this.#places.actorsAt(this.#entities.require(actorId, core.position));
    const witnessIds = present.filter((id) => id !== actorId).slice(0, mostWitnesses);
    const name = this.#entities.require(actorId, core.name);
    for (const witnessId of witnessIds) {
      for (const removedId of removedIds) {
        this.#add(witnessId, actorId, `sees ${name} take off ${garmentWords(this.#entities, removedId)}`);
      }
      if (equippedId !== undefined) {
        this.#add(witnessId, actorId, `sees ${name} put on ${garmentWords(this.#entities, equippedId)}`);
      }
    }
  }

  #add(witnessId: EntityId, actorId: EntityId, text: string): void {
    const entry = { atMs: this.#now(), witnessId, actorId, text };
    if (this.#entries.length < this.#maxEntries || this.#leaks.occurs('perception-log', bytesPerEntry)) {
      this.#entries.push(entry);
      return;
    }
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#maxEntries;
  }
}
