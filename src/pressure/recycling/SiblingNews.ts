import { hourMs } from './decideRecycling.ts';
import type { Siblings } from './Siblings.ts';

const unknown: Siblings = { others: 0, leaking: false };

/** Tells each worker of a fleet what it does not know yet of the others. */
export class SiblingNews {
  readonly #tell: (id: string, siblings: Siblings) => void;
  readonly #told: Map<string, Siblings> = new Map();
  #leakingAt = Number.NEGATIVE_INFINITY;

  constructor(tell: (id: string, siblings: Siblings) => void) {
    this.#tell = tell;
  }

  /** One of them is replaced at this time, since its memory came to an end. */
  leaks(time: number): void {
    this.#leakingAt = time;
  }

  /**
   * @param members all that there are
   * @param listening those that have said how they are
   */
  spread(members: readonly string[], listening: { has(id: string): boolean }, time: number): void {
    for (const id of this.#told.keys()) if (!members.includes(id)) this.#told.delete(id);
    const others = members.length - 1;
    const leaking = time - this.#leakingAt < hourMs;
    for (const id of members) {
      const told = this.#told.get(id) ?? unknown;
      if (!listening.has(id) || (told.others === others && told.leaking === leaking)) continue;
      this.#told.set(id, { others, leaking });
      this.#tell(id, { others, leaking });
    }
  }
}
