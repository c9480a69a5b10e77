import type { EntityId } from '../entities/Entity.ts';
import type { Random } from '../randomness/Random.ts';

const names = [
  'market',
  'harbour',
  'tavern',
  'library',
  'gate',
  'chapel',
  'forge',
  'garden',
  'mill',
  'bridge',
];

/** About so many actors meet at one place. */
const actorsPerPlace = 20;

/** Who is where. */
export class Places {
  readonly #actors = new Map<string, EntityId[]>();
  readonly #ids: readonly string[];

  constructor(actorCount: number) {
    const count = Math.max(1, Math.ceil(actorCount / actorsPerPlace));
    this.#ids = Array.from({ length: count }, (_, index) => {
      const name = names[index % names.length] as string;
      return index < names.length ? name : `${name}-${Math.floor(index / names.length) + 1}`;
    });
    for (const id of this.#ids) this.#actors.set(id, []);
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  pick(random: Random): string {
    return random.pick(this.#ids);
  }

  actorsAt(placeId: string): readonly EntityId[] {
    return this.#actors.get(placeId) ?? [];
  }

  enter(placeId: string, actorId: EntityId): void {
    this.#actors.get(placeId)?.push(actorId);
  }

  leave(placeId: string, actorId: EntityId): void {
    const actors = this.#actors.get(placeId);
    const index = actors?.indexOf(actorId) ?? -1;
    if (index >= 0) actors?.splice(index, 1);
  }
}
