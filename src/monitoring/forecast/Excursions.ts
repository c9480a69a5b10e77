/** A rise and the fall after it. */
export interface Excursion {
  readonly peakBytes: number;
  /** Where it had come back to. */
  readonly lowBytes: number;
  /** From where it began to rise until most of the rise was gone. */
  readonly lengthMs: number;
}

const mib = 1024 ** 2;
/** A fall by less is no return: noise, or compiled code that V8 throws away. */
const leastFallBytes = 2 * mib;
/** As a share of all that the series has ever covered. */
const leastFallShare = 0.1;
/** An excursion lasts until so much of its rise is gone. */
const goneShare = 0.75;
/** A rise that ends within so much of an excursion's height above its peak is no higher. */
const peakMargin = 0.1;
/** A rise that has lasted longer than so many excursions is another thing. */
const patience = 3;
const mostKept = 16;

interface Fall {
  readonly excursion: { peakBytes: number; lowBytes: number; lengthMs: number };
  readonly begunAt: number;
  readonly fromBytes: number;
}

/**
 * The heights from which a quantity has come back, over all its life: what swings was higher before, and fell. A value
 * takes constant time; of excursions those are kept that were higher or longer than all others, sixteen at most.
 */
export class Excursions {
  readonly #kept: Fall['excursion'][] = [];
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;
  #troughBytes = Number.POSITIVE_INFINITY;
  #troughAt = Number.NaN;
  #peakBytes = Number.NEGATIVE_INFINITY;
  /** Set while it falls. */
  #fall: Fall | undefined;

  /** Takes the next value. One that is not a number is left out. */
  add(time: number, bytes: number): void {
    if (!Number.isFinite(bytes)) return;
    this.#lowest = Math.min(this.#lowest, bytes);
    this.#highest = Math.max(this.#highest, bytes);
    const turn = Math.max(leastFallBytes, leastFallShare * (this.#highest - this.#lowest));
    if (this.#fall === undefined) this.#rise(time, bytes, turn);
    else this.#goOnFalling(this.#fall, time, bytes, turn);
  }

  /** The excursion that a rise to this height, which has lasted so long, does not exceed; `undefined` where it does. */
  comparable(bytes: number, lastedMs: number): Excursion | undefined {
    return this.#kept.find(
      ({ peakBytes, lowBytes, lengthMs }) =>
        bytes <= peakBytes + peakMargin * (peakBytes - lowBytes) && lastedMs <= patience * lengthMs,
    );
  }

  #rise(time: number, bytes: number, turn: number): void {
    if (bytes < this.#troughBytes && this.#peakBytes === Number.NEGATIVE_INFINITY) {
      this.#troughBytes = bytes;
      this.#troughAt = time;
    }
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    if (this.#peakBytes - bytes < turn) return;
    const excursion = { peakBytes: this.#peakBytes, lowBytes: bytes, lengthMs: time - this.#troughAt };
    this.#fall = { excursion, begunAt: this.#troughAt, fromBytes: this.#troughBytes };
    this.#troughBytes = bytes;
    this.#troughAt = time;
    this.#keep(excursion);
  }

  #goOnFalling({ excursion, begunAt, fromBytes }: Fall, time: number, bytes: number, turn: number): void {
    const goneAt = excursion.peakBytes - goneShare * (excursion.peakBytes - fromBytes);
    if (bytes < this.#troughBytes) {
      if (excursion.lowBytes > goneAt) excursion.lengthMs = time - begunAt;
      excursion.lowBytes = bytes;
      this.#troughBytes = bytes;
      this.#troughAt = time;
      return;
    }
    if (bytes - this.#troughBytes < turn) return;
    this.#fall = undefined;
    this.#peakBytes = bytes;
  }

  /** The least excursion goes where there is no room. */
  #keep(excursion: Fall['excursion']): void {
    const dominated = (one: Excursion): boolean =>
      one.peakBytes <= excursion.peakBytes && one.lengthMs <= excursion.lengthMs;
    for (let place = this.#kept.length - 1; place >= 0; place--) {
      if (dominated(this.#kept[place]!)) this.#kept.splice(place, 1);
    }
    if (this.#kept.length === mostKept) this.#kept.shift();
    this.#kept.push(excursion);
  }
}
