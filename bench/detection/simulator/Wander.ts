import type { Random } from './Random.ts';

/** An Ornstein–Uhlenbeck process in steps of a second: wanders around 0 and forgets within `tauSeconds`. */
export class Wander {
  readonly #random: Random;
  readonly #kept: number;
  readonly #kick: number;
  #value: number;

  constructor(random: Random, deviation: number, tauSeconds: number) {
    this.#random = random;
    this.#kept = Math.exp(-1 / tauSeconds);
    this.#kick = deviation * Math.sqrt(1 - this.#kept ** 2);
    this.#value = deviation * random.normal();
  }

  /** The value a second later. */
  next(): number {
    this.#value = this.#kept * this.#value + this.#kick * this.#random.normal();
    return this.#value;
  }
}
