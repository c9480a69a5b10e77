import type { Behaviour } from './Behaviour.ts';
import { type FamilyName, families } from './families.ts';
import { Holding } from './Holding.ts';
import { Leak, type LeakSettings } from './Leak.ts';
import { Random } from './Random.ts';
import { SimulatedHeap } from './SimulatedHeap.ts';
import { Wander } from './Wander.ts';

/** Which process: the seed decides everything that is not said here. */
export interface ProcessSettings {
  readonly family: FamilyName;
  readonly seed: number;
  readonly leak?: LeakSettings | undefined;
  /** Holds 300 MB to 1.5 GB from the start, instead of 12 to 400 MB. */
  readonly large?: boolean | undefined;
}

/** Who wanted a major collection: V8 itself, somebody who forced it, or somebody who asked for it in small steps. */
export type CollectionKind = 'own' | 'forced' | 'gentle';

const megabyte = 1e6;
const semiSpaceBytes = 16 * 1024 ** 2;
const minute = 60;
const leakRoomSeconds = 15 * minute;
/** Garbage that a forced collection leaves, as a share of what is live: measured with 300 MB of small objects. */
const forcedFloatingShare = 0.0005;
/** A gentle one leaves, besides, what dies in the old generation within up to so many seconds of marking (ADR 9). */
const markingSeconds = 1.1;
/** At which share of their limit real heaps of 200 MB ended the process: 0.955 to 0.99, in one of six at 0.84. */
const lethal = { lowest: 0.94, highest: 1 };
/** What a process needs for its work lies around this many deviations above its base. */
const driftRoom = 5;

/**
 * One process in steps of a second: what it holds, what it allocates, and when V8 collects. Made of constants that the
 * seed draws. The same seed without the leak is the same process, but for the heap limit, which is raised where the leak
 * would fill the heap within a quarter of an hour: there is time for the forecast then, but none for a verdict.
 */
export class SimulatedProcess {
  readonly heap: SimulatedHeap;
  /** Everything that is held beyond the base, and comes and goes; the leak included. */
  readonly holdings: readonly Holding[];
  /** Milliseconds for which a forced collection stops the thread, per live megabyte. */
  readonly pauseMsPerMegabyte: number;
  /** Hears of every major collection: the bytes then in use, as a reading of the live size is. */
  onCollection: (liveBytes: number, kind: CollectionKind) => void = () => {};
  /** Takes up a collection in small steps just before its end, for one of its own; returns whether it did. */
  onNearlyMarked: () => boolean = () => false;
  /** Called at the end of each second, while somebody wants to know. */
  onSecond: (() => void) | undefined;
  readonly #random: Random;
  readonly #floating: Random;
  readonly #behaviour: Behaviour;
  readonly #leak: Leak | undefined;
  readonly #baseBytes: number;
  readonly #bytesPerSecond: number;
  readonly #latencySeconds: number;
  readonly #promotedShare: number;
  readonly #floatingShare: number;
  readonly #idleProbability: number;
  readonly #busyShare: number;
  readonly #allocation: Wander;
  readonly #promotion: Wander;
  readonly #drift: Wander;
  readonly #driftBytes: number;
  readonly #driftLifeSeconds: number;
  readonly #work: Holding = new Holding({ site: 'work', order: 'any' });
  #second = -1;
  #majorCollections = 0;
  #gentleAt = Number.POSITIVE_INFINITY;
  #allocatedBytes = 0;
  /** In the old generation, within the last second. */
  #diedBytes = 0;
  #youngBytes = 0;
  #inFlightBytes = 0;

  constructor({ family, seed, leak, large = false }: ProcessSettings) {
    const random = new Random(seed);
    const leakRandom = random.fork();
    const familyRandom = random.fork();
    this.#random = random.fork();
    this.#floating = random.fork();
    const limit = random.logUniform(256 * megabyte, 4_300 * megabyte);
    const drawnLimit = large ? limit / 2 + 2_150 * megabyte : limit;
    this.#baseBytes = large
      ? random.logUniform(300 * megabyte, 1_500 * megabyte)
      : random.logUniform(12 * megabyte, Math.min(400 * megabyte, drawnLimit / 2));
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
    this.#driftBytes = this.#baseBytes * random.logUniform(0.0002, 0.003);
    this.#driftLifeSeconds = random.logUniform(30, 30 * minute);
    this.#drift = new Wander(random.fork(), this.#driftBytes, this.#driftLifeSeconds);
    this.pauseMsPerMegabyte = Math.min(1.25, Math.max(0.25, 0.8 * Math.exp(0.35 * random.normal())));
    this.#busyShare = random.logUniform(0.02, 0.6);
    this.#behaviour = families[family](familyRandom, capBytes);
    this.#leak = leak && new Leak(leakRandom, leak);
    this.holdings = [...this.#behaviour.holdings, this.#work, ...(this.#leak ? [this.#leak.holding] : [])];
    const roomBytes = this.#baseBytes + capBytes + 2 * leakRoomSeconds * (leak?.bytesPerSecond ?? 0);
    const limitBytes = Math.max(drawnLimit, leak ? roomBytes * 1.1 : 0);
    const lethalShare = random.uniform(lethal.lowest, lethal.highest);
    const heap = { limitBytes, lethalShare, growingFactor, semiSpaceBytes };
    this.heap = new SimulatedHeap(heap, this.#baseBytes);
  }

  /** Seconds since the start; -1 before the first step. */
  get second(): number {
    return this.#second;
  }

  get leakedBytes(): number {
    return this.#leak?.holding.bytes ?? 0;
  }

  get majorCollections(): number {
    return this.#majorCollections;
  }

  /** Bytes allocated within the last second. */
  get allocatedBytes(): number {
    return this.#allocatedBytes;
  }

  /** Bytes of them that work in flight needs now. */
  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  /** Bytes in use in the young generation. */
  get youngBytes(): number {
    return this.#youngBytes;
  }

  /** Share of the time for which the event loop is busy, 0 to 1. */
  get loopUse(): number {
    return Math.min(1, this.#busyShare * this.#behaviour.load);
  }

  /** Lets a second pass. `false` when the heap is full: the process has ended. */
  advance(): boolean {
    const second = ++this.#second;
    this.#behaviour.advance(second);
    const { load } = this.#behaviour;
    this.#leak?.advance(second, load);
    const needed = Math.max(0, driftRoom * this.#driftBytes + this.#drift.next());
    this.#work.hold(needed, needed / this.#driftLifeSeconds);
    let heldBytes = this.#baseBytes;
    let bornBytes = 0;
    let diedBytes = 0;
    for (const holding of this.holdings) {
      heldBytes += holding.bytes;
      bornBytes += holding.bornBytes;
      diedBytes += holding.diedBytes;
    }
    const allocated = this.#bytesPerSecond * load * Math.max(0, 1 + this.#allocation.next());
    const promoted = Math.min(1, this.#promotedShare * Math.max(0, 1 + this.#promotion.next()));
    this.#inFlightBytes = allocated * this.#latencySeconds;
    this.#allocatedBytes = allocated + bornBytes;
    this.#youngBytes = (this.#youngBytes + this.#allocatedBytes) % semiSpaceBytes;
    const liveBytes = quantised(heldBytes + this.#inFlightBytes);
    this.#diedBytes = diedBytes + allocated * promoted;
    const due = this.heap.advance(liveBytes, quantised(this.#diedBytes));
    if (this.heap.isFull) return false;
    this.onSecond?.();
    if (due || this.#random.chance(this.#idleProbability)) this.collect('own');
    else if (second >= this.#gentleAt && !this.onNearlyMarked()) this.collect('gentle');
    return true;
  }

  /** A major collection now. It spares the one that was asked for. */
  collect(kind: CollectionKind): void {
    this.#gentleAt = Number.POSITIVE_INFINITY;
    const share =
      (kind === 'own' ? this.#floatingShare : forcedFloatingShare) * this.#floating.uniform(0.5, 1.5);
    const marked = kind === 'gentle' ? this.#diedBytes * this.#floating.uniform(0, markingSeconds) : 0;
    this.#majorCollections++;
    this.onCollection(this.heap.collect(quantised(this.heap.liveBytes * share + marked)), kind);
  }

  /** Asks for a major collection in small steps, so many seconds from now; a second wish changes nothing. */
  collectWithin(seconds: number): void {
    this.#gentleAt = Math.min(this.#gentleAt, this.#second + seconds);
  }
}

/** V8's sizes are multiples of eight bytes. */
function quantised(bytes: number): number {
  return Math.round(bytes / 8) * 8;
}
