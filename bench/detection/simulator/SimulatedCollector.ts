import type { Collection, Collector, GentleCollection } from '../../../src/sampling/Collector.ts';
import type { Random } from './Random.ts';
import type { SimulatedProcess } from './SimulatedProcess.ts';

const megabyte = 1e6;
const scatter = 0.15;
/** Measured at 300 MB: the minor collection that starts a gentle one, and marking, on machines that are busy as well (ADR 9). */
const startPauseMs = 8;
const gentleSeconds = { earliest: 1, latest: 3 };

/** Milliseconds for which the thread stands still at the end of one, per live megabyte. */
const gentlePauseMsPerMegabyte = 0.05;
/** So often V8 ends one before it is marked, and the thread stands still for as long as for a full one. */
const tooEarly = 0.1;
/** Of a look that is made when the marking is nearly done (ADR 9). */
const markedPauseMsPerMegabyte = 0.12;
/** So often V8 ends the collection before the look. */
const tooLate = 0.2;
/** Milliseconds of CPU time that a major collection takes on all threads together, per live megabyte. */
export const cpuMsPerMegabyte: Readonly<Record<'forced' | 'gentle', number>> = { forced: 1.05, gentle: 1.3 };

/** Forces the collections of a simulated process, as V8 does on Node. */
export class SimulatedCollector implements Collector {
  /** Hears of every pause, in milliseconds. */
  onPause: (pauseMs: number) => void = () => {};
  readonly #process: SimulatedProcess;
  readonly #random: Random;
  #onEnd: ((pauseMs: number) => void) | undefined;
  #onMarked: (() => void) | undefined;
  #marked = false;

  constructor(process: SimulatedProcess, random: Random) {
    this.#process = process;
    this.#random = random;
    process.onNearlyMarked = () => this.#lookGently();
  }

  collect(): Collection {
    const megabytes = this.#process.heap.liveBytes / megabyte;
    this.#process.collect('forced');
    const msPerMegabyte =
      this.#marked && !this.#random.chance(tooEarly)
        ? markedPauseMsPerMegabyte
        : this.#process.pauseMsPerMegabyte;
    const pauseMs = megabytes * msPerMegabyte * Math.exp(scatter * this.#random.normal());
    this.onPause(pauseMs);
    return { performed: true, pauseMs, cpuMs: Math.max(pauseMs, megabytes * cpuMsPerMegabyte.forced) };
  }

  collectGently(onEnd?: (pauseMs: number) => void): GentleCollection {
    this.#onEnd = onEnd;
    this.#onMarked = undefined;
    this.#process.collectWithin(this.#random.uniform(gentleSeconds.earliest, gentleSeconds.latest));
    this.onPause(startPauseMs);
    return { requested: true, pauseMs: startPauseMs };
  }

  markGently(onMarked: () => void, onEnd?: (pauseMs: number) => void): GentleCollection {
    const answer = this.collectGently(onEnd);
    this.#onMarked = onMarked;
    return answer;
  }

  /** Makes the look that waits for this gentle collection, unless V8 was faster. Returns whether it was made. */
  #lookGently(): boolean {
    const onMarked = this.#onMarked;
    this.#onMarked = undefined;
    if (onMarked === undefined || this.#random.chance(tooLate)) return false;
    this.#onEnd = undefined;
    this.#marked = true;
    onMarked();
    this.#marked = false;
    return true;
  }

  /** Ends the gentle collection that was asked for, after its reading. */
  endGently(): void {
    const msPerMegabyte = this.#random.chance(tooEarly)
      ? this.#process.pauseMsPerMegabyte
      : gentlePauseMsPerMegabyte;
    const pauseMs = (this.#process.heap.liveBytes / megabyte) * msPerMegabyte;
    this.onPause(pauseMs);
    this.#onEnd?.(pauseMs);
    this.#onEnd = undefined;
  }

  loopUse(): number {
    return this.#process.loopUse;
  }
}
