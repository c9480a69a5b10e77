import type { PickedSockets, ResourceCounter } from '../../sampling/ResourceCounter.ts';

/** What looks at sockets have told. */
export interface SocketFinding {
  /** How many of those opened last were looked at. */
  readonly looked: number;
  /** How many of these were open and silent from the first look to the last. */
  readonly silent: number;
  readonly spanMs: number;
}

const betweenLooksMs = 60_000;
/** Fewer say nothing of all. */
const fewest = 50;
/** Others come and go beside them. */
const silentShare = 0.8;
/** Of those that were silent for a minute, so many must be so for another: connections that somebody has end, or speak. */
const keptShare = 0.99;

/**
 * Tells sockets that nobody uses from those of a load, which no count can: growth by a leak is sockets that are opened, say
 * nothing any more, and stay. A load's carry something, or end: few of what was silent for one minute is for the next, and a
 * pool opens another only while those that it has are busy. Of those opened last some are looked at three times, a minute
 * apart, while their number grows; nothing is looked at otherwise.
 */
export class ForgottenSockets {
  readonly #counter: ResourceCounter;
  #picked: PickedSockets | undefined;
  #silent: PickedSockets | undefined;
  #pickedAt = Number.NaN;
  #lookedAt = Number.NaN;
  #finding: SocketFinding | undefined;

  constructor(counter: ResourceCounter) {
    this.#counter = counter;
  }

  /** What says that those which their number grows by are forgotten; `undefined` where that is not so, or not known. */
  get finding(): SocketFinding | undefined {
    return this.#finding;
  }

  /** @param grown by how many sockets their number has grown; 0 where it does not */
  follow(now: number, grown: number): void {
    if (!(grown >= fewest)) {
      this.#picked = undefined;
      this.#silent = undefined;
      this.#finding = undefined;
      return;
    }
    if (this.#picked === undefined) this.#pick(now, grown);
    else if (now - this.#lookedAt >= betweenLooksMs) this.#lookAgain(this.#picked, now, grown);
  }

  #pick(now: number, grown: number): void {
    this.#picked = this.#counter.pickSockets?.(grown);
    this.#silent = undefined;
    this.#pickedAt = now;
    this.#lookedAt = now;
  }

  #lookAgain(picked: PickedSockets, now: number, grown: number): void {
    this.#lookedAt = now;
    if (this.#silent === undefined) {
      this.#silent = picked.silent();
      return;
    }
    const silent = this.#silent.silent().count;
    const isForgotten =
      silent >= fewest && silent >= silentShare * picked.count && silent >= keptShare * this.#silent.count;
    this.#finding = isForgotten ? { looked: picked.count, silent, spanMs: now - this.#pickedAt } : undefined;
    this.#pick(now, grown);
  }
}
