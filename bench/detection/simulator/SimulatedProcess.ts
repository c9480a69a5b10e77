import type { Behaviour } from './Behaviour.ts';
import { type FamilyName, families } from './families.ts';
import { Leak, type LeakSettings } from './Leak.ts';
import { Random } from './Random.ts';
import { SimulatedHeap } from './SimulatedHeap.ts';
import { Wander } from './Wander.ts';

/** Which process: the seed decides everything that is not said here. */
export interface ProcessSettings {
  readonly family: FamilyName;
  readonly seed: number;
  readonly leak?: LeakSettings | undefined;
}

const megabyte = 1e6;
const semiSpaceBytes = 16 * 1024 ** 2;
const pauseMsPerMegabyte = 0.8;
const minute = 60;
const leakRoomSeconds = 15 * minute;

/**
 * One process in steps of a second: what it holds, what it allocates, and when V8 collects. Made of constants that the
 * seed draws. The same seed without the leak is the same process, but for the heap limit, which is raised where the leak
 * would fill the heap within a quarter of an hour: there is time for the forecast then, but none for a verdict.
 */
export class SimulatedProcess {
  readonly heap: SimulatedHeap;
  /** Hears of every major collection: the bytes then in use, as a reading of the live size is. */
  onCollection: (liveBytes: number) => void = () => {};
  readonly #random: Random;
  readonly #behaviour: Behaviour;
  readonly #leak: Leak | undefined;
  readonly #baseBytes: number;
  readonly #bytesPerSecond: number;
  readonly #latencySeconds: number;
  readonly #promotedShare: number;
  readonly #floatingShare: number;
  readonly #idleProbability: number;
  readonly #allocation: Wander;
  readonly #promotion: Wander;
  readonly #drift: Wander;
  #second = -1;
  #heldBytes = 0;
  #majorCollections = 0;

  constructor({ family, seed, leak }: ProcessSettings) {
    const random = new Random(seed);
    const leakRandom = random.fork();
    const familyRandom = random.fork();
    this.#random = random.fork();
    const drawnLimit = random.logUniform(256 * megabyte, 4_300 * megabyte);
    this.#baseBytes = random.logUniform(12 * megabyte, Math.min(400 * megabyte, drawnLimit / 2));
    const freeBytes = drawnLimit - this.#baseBytes;
    this.#bytesPerSecond = random.logUniform(0.2 * megabyte, 60 * megabyte);
    this.#latencySeconds = Math.min(random.logUniform(0.01, 0.3), (0.05 * freeBytes) / this.#bytesPerSecond);
    this.#promotedShare = random.logUniform(0.002, 0.4);
    this.#floatingShare = random.logUniform(0.0003, 0.004);
    const growingFactor = random.logUniform(1.3, 4);
    this.#idleProbability = random.chance(0.5) ? 1 / random.logUniform(2 * minute, 60 * minute) : 0;
    const capBytes = freeBytes * random.logUniform(0.01, 0.25);
    this.#allocation = new Wander(random.fork(), random.logUniform(0.02, 0.3), random.logUniform(5, 120));
    this.#promotion = new Wander(random.fork(), random.uniform(0.1, 0.6), minute);
    const driftBytes = this.#baseBytes * random.logUniform(0.0002, 0.003);
    this.#drift = new Wander(random.fork(), driftBytes, random.logUniform(30, 30 * minute));
    this.#behaviour = families[family](familyRandom, capBytes);
    this.#leak = leak && new Leak(leakRandom, leak);
    const roomBytes = this.#baseBytes + capBytes + 2 * leakRoomSeconds * (leak?.bytesPerSecond ?? 0);
    const limitBytes = Math.max(drawnLimit, leak ? roomBytes * 1.1 : 0);
    this.heap = new SimulatedHeap({ limitBytes, growingFactor, semiSpaceBytes }, this.#baseBytes);
    this.#heldBytes = this.#baseBytes;
  }

  /** Seconds since the start; -1 before the first step. */
  get second(): number {
    return this.#second;
  }

  get leakedBytes(): number {
    return this.#leak?.bytes ?? 0;
  }

  get majorCollections(): number {
    return this.#majorCollections;
  }

  /** What a forced collection would cost now. */
  get predictedPauseMs(): number {
    return (this.heap.liveBytes / megabyte) * pauseMsPerMegabyte;
  }

  /** Lets a second pass. `false` when the heap is full: the process has ended. */
  advance(): boolean {
    const second = ++this.#second;
    this.#behaviour.advance(second);
    const { load, turnoverBytes } = this.#behaviour;
    this.#leak?.advance(second, load);
    const held = this.#baseBytes + this.#drift.next() + this.#behaviour.bytes + this.leakedBytes;
    const died = Math.max(0, this.#heldBytes - held) + turnoverBytes;
    this.#heldBytes = held;
    const allocated = this.#bytesPerSecond * load * Math.max(0, 1 + this.#allocation.next());
    const promoted = Math.min(1, this.#promotedShare * Math.max(0, 1 + this.#promotion.next()));
    const inFlight = allocated * this.#latencySeconds;
    const due = this.heap.advance(quantised(held + inFlight), quantised(died + allocated * promoted));
    if (this.heap.isFull) return false;
    if (due || this.#random.chance(this.#idleProbability)) this.collect();
    return true;
  }

  /** A major collection now, be it V8's own wish or that of a probe. */
  collect(): void {
    const share = this.#floatingShare * this.#random.uniform(0.5, 1.5);
    this.#majorCollections++;
    this.onCollection(this.heap.collect(quantised(this.heap.liveBytes * share)));
  }
}

/** V8's sizes are multiples of eight bytes. */
function quantised(bytes: number): number {
  return Math.round(bytes / 8) * 8;
}
