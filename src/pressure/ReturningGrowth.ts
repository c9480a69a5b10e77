import { SteepGrowth } from './SteepGrowth.ts';

/** A fall, or a rise, of less than this share of the limit is neither. */
const swingShare = 0.03;
/** A floor that has risen by more than this share of the limit is growth. */
const floorShare = 0.03;
/** One peak is not quite like another: so much of the limit beyond the last one is the same. */
const sameShare = 0.02;
/** What grows so much faster than before may not be caught in time where that was, */
const fasterBy = 1.25;
/** unless there is so much time left from there on, in milliseconds: for several looks, and an answer. */
const answerMs = 2000;

/** A collection that somebody asks for goes deeper than V8's own: the next floor is compared with the highest of so many. */
const floorsKept = 4;

/** From where memory has come back. */
interface Peak {
  readonly value: number;
  /** The fastest pace on the way there, per millisecond. */
  readonly rate: number;
}

/**
 * {@link SteepGrowth} that knows what garbage does: it rises until it is collected, by V8 or because somebody has asked for
 * it, and falls to where it was; so do queues. Growth up to where memory has come back from, from no higher a floor, and no
 * faster than then or leaving two seconds from there on, says nothing of a limit: it will come back again, or be answered
 * from there on.
 */
export class ReturningGrowth {
  readonly #growth: SteepGrowth = new SteepGrowth();
  #limit = Number.NaN;
  #rising = true;
  /** The least since the last peak, and the same of the last peaks before it. */
  #floor = Number.NEGATIVE_INFINITY;
  readonly #floorsBefore: number[] = [];
  #high: Peak = { value: Number.NEGATIVE_INFINITY, rate: 0 };
  #peak: Peak | undefined;

  /** Takes a value. */
  add(time: number, value: number, limit: number): void {
    if (limit !== this.#limit) this.#forget(limit);
    if (this.#rising) this.#rise(value, this.#rateAt(time, value));
    else this.#fall(value);
    this.#growth.add(time, value);
  }

  /** Milliseconds until `limit` is reached; infinite where memory has come back from where this leads to. */
  etaMs(time: number, value: number, limit: number): number {
    const eta = this.#growth.etaMs(time, value, limit);
    if (!Number.isFinite(eta) || limit !== this.#limit || this.#peak === undefined) return eta;
    const { value: highest, rate } = this.#peak;
    const rateNow = this.#rateAt(time, value);
    const isInTime = rateNow <= fasterBy * rate || limit - highest >= answerMs * rateNow;
    const isKnown = value <= highest + sameShare * limit && isInTime;
    const isGrown = this.#floor > Math.max(...this.#floorsBefore) + floorShare * limit;
    return isKnown && !isGrown ? Number.POSITIVE_INFINITY : eta;
  }

  /** As {@link SteepGrowth} has it: whatever has come back before. */
  cautiousEtaMs(time: number, value: number, limit: number): number {
    return this.#growth.cautiousEtaMs(time, value, limit);
  }

  #rise(value: number, rate: number): void {
    const fastest = Math.max(this.#high.rate, rate);
    if (value >= this.#high.value) this.#high = { value, rate: fastest };
    if (value > this.#high.value - swingShare * this.#limit) return;
    // It has come back.
    if (this.#peak === undefined || this.#high.value >= this.#peak.value) this.#peak = this.#high;
    this.#rising = false;
    this.#floorsBefore.push(this.#floor);
    if (this.#floorsBefore.length > floorsKept) this.#floorsBefore.shift();
    this.#floor = value;
  }

  #fall(value: number): void {
    this.#floor = Math.min(this.#floor, value);
    if (value < this.#floor + swingShare * this.#limit) return;
    this.#rising = true;
    this.#high = { value, rate: 0 };
  }

  /** What has come back under another limit says nothing of this one. */
  #forget(limit: number): void {
    this.#limit = limit;
    this.#rising = true;
    this.#floor = Number.NEGATIVE_INFINITY;
    this.#floorsBefore.length = 0;
    this.#high = { value: Number.NEGATIVE_INFINITY, rate: 0 };
    this.#peak = undefined;
  }

  #rateAt(time: number, value: number): number {
    return 1 / this.#growth.etaMs(time, value, value + 1);
  }
}
