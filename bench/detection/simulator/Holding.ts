import type { Random } from './Random.ts';

/** Who dies first where something is let go: the oldest, as in a queue, or whoever, as among sessions. */
export type DeathOrder = 'oldest' | 'any';

/** What a {@link Holding} is. */
export interface HoldingOptions {
  /** Where its allocations are made. */
  readonly site: string;
  readonly order: DeathOrder;
  /** More it never holds: a program can declare that. Left out where no program could. */
  readonly boundBytes?: number;
}

/** So little of the allocations of any age survives a complete loss. */
const completeLoss = 50;

/**
 * Bytes that one part of a program holds, second by second: what was born less what died, and which of it died.
 *
 * An allocation does not have to be followed for that. Everything that dies moves one number on, the *fate*; an
 * allocation is given the fate at which it dies when it is born. Where the oldest die first, that is its place in the
 * sequence of all bytes ever born; where any may die, it is the accumulated hazard, after an exponential draw.
 */
export class Holding {
  readonly site: string;
  readonly boundBytes: number | undefined;
  readonly #order: DeathOrder;
  #bytes = 0;
  #bornBytes = 0;
  #diedBytes = 0;
  #everBornBytes = 0;
  #fate = 0;

  constructor({ site, order, boundBytes }: HoldingOptions) {
    this.site = site;
    this.boundBytes = boundBytes;
    this.#order = order;
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that were born in the last second. */
  get bornBytes(): number {
    return this.#bornBytes;
  }

  /** Bytes that died in the last second. */
  get diedBytes(): number {
    return this.#diedBytes;
  }

  /** Whatever was given a fate below this is dead. */
  get fate(): number {
    return this.#fate;
  }

  /** Lets a second pass, after which so much is held; `replacedBytes` died and were born besides. */
  hold(bytes: number, replacedBytes = 0): void {
    const before = this.#bytes;
    const grown = bytes - before;
    const replaced = Math.min(replacedBytes, before, bytes);
    this.#bornBytes = (grown > 0 ? grown : 0) + replaced;
    this.#diedBytes = (grown < 0 ? -grown : 0) + replaced;
    this.#everBornBytes += this.#bornBytes;
    this.#bytes = bytes;
    if (this.#diedBytes === 0) return;
    if (this.#order === 'oldest') this.#fate = this.#everBornBytes - bytes;
    else this.#fate += Math.min(completeLoss, -Math.log(1 - this.#diedBytes / before));
  }

  /** The fate of an allocation that was born in the last second. */
  fateOfBorn(random: Random): number {
    return this.#order === 'oldest'
      ? this.#everBornBytes - this.#bornBytes * random.next()
      : this.#fate + random.exponential(1);
  }
}
