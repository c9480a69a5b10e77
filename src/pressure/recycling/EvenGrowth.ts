import { youthMs } from '../../wire/response.ts';

interface Size {
  readonly time: number;
  readonly bytes: number;
}

/** What came within so long, and within this share of the life, came suddenly where it is more than half of all. */
const suddenMs = 10_000;
const suddenShare = 1 / 3;
const mostOfIt = 0.5;
/** unless it is less than this share of all that it takes. */
const littleShare = 0.2;

/**
 * Whether a process has come to its size evenly, as a leak grows, or suddenly, as a burst of requests that hold memory does. Of
 * one that is young nobody can tell; it counts as even.
 */
export class EvenGrowth {
  #first: Size | undefined;
  #lowest = Number.POSITIVE_INFINITY;
  readonly #sizes: Size[] = [];

  /** Takes a sample, in milliseconds of any clock and bytes. Samples ascend. */
  add(time: number, bytes: number): void {
    if (!Number.isFinite(bytes)) return;
    this.#first ??= { time, bytes };
    this.#lowest = Math.min(this.#lowest, bytes);
    this.#sizes.push({ time, bytes });
    // One that is older than that is needed to compare with.
    while ((this.#sizes[1]?.time ?? time) <= time - suddenMs) this.#sizes.shift();
  }

  get isEven(): boolean {
    const last = this.#sizes.at(-1);
    if (this.#first === undefined || last === undefined) return true;
    const ageMs = last.time - this.#first.time;
    if (ageMs < youthMs) return true;
    const since = last.time - Math.min(suddenMs, suddenShare * ageMs);
    const most = Math.max(mostOfIt * (last.bytes - this.#lowest), littleShare * last.bytes);
    return last.bytes - this.#bytesAt(since) <= most;
  }

  /** Samples may be seconds apart. */
  #bytesAt(time: number): number {
    const at = this.#sizes.findIndex((size) => size.time >= time);
    const [from, to] = [this.#sizes[at - 1], this.#sizes[at]];
    if (from === undefined || to === undefined) return to?.bytes ?? Number.NaN;
    return from.bytes + ((to.bytes - from.bytes) * (time - from.time)) / (to.time - from.time);
  }
}
