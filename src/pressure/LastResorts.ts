import { callSafely, type FaultLog } from '../monitoring/FaultLog.ts';
import type { PressureLevel } from '../wire/event.ts';
import { isAmount } from './caches/isAmount.ts';
import { checkedRecycler, checkedShedder } from './checkedArguments.ts';
import type { LoadShedder, Recycler } from './MemoryStrategy.ts';
import type { PressureReading } from './PressureGauge.ts';
import { readingForShedding, type ShedderRivals } from './readingForShedding.ts';

/** Those who can shed load, and those who can have the process replaced. None of them can harm the others. */
export class LastResorts {
  readonly #faults: FaultLog;
  readonly #shedders: Set<LoadShedder> = new Set();
  readonly #recyclers: Set<Recycler> = new Set();
  #shedding = false;
  /** Whether nobody answers pressure any more: an application that was given up may still ask for it. */
  #ended = false;

  constructor(faults: FaultLog) {
    this.#faults = faults;
  }

  /** Returns a function that takes it out. @throws TidemarkError `INVALID_OPTION` */
  addLoadShedder(shedder: LoadShedder): () => void {
    const remove = added(this.#shedders, checkedShedder(shedder));
    return () => {
      // Nobody would tell it any more that it may stop.
      if (remove() && !this.#ended) this.#end([shedder], this.#shedding);
    };
  }

  /** Returns a function that takes it out. @throws TidemarkError `INVALID_OPTION` */
  addRecycler(recycler: Recycler): () => void {
    const remove = added(this.#recyclers, checkedRecycler(recycler));
    return () => void remove();
  }

  /** How many there are of each. */
  get counts(): { readonly shedders: number; readonly recyclers: number } {
    return { shedders: this.#shedders.size, recyclers: this.#willing().size };
  }

  /** Why no replacement comes, where there is somebody to ask and all of them refuse it. */
  get replacementRefused(): string | undefined {
    if (this.#willing().size > 0) return undefined;
    return [...this.#recyclers].map((each) => this.#refusalOf(each)).find((each) => each !== undefined);
  }

  /** Whether load shedders have been asked to shed load, and not yet told that they may stop. */
  get shedding(): boolean {
    return this.#shedding;
  }

  /** Requests that were refused so far, as far as load shedders say so. */
  get refused(): number {
    const known = [...this.#shedders].map((each) => this.#told(() => each.refused)).filter(isAmount);
    return known.reduce((sum, each) => sum + each, 0);
  }

  /** Returns how many have taken it; those that threw have not, nor those that shed nothing all the same. */
  shedLoad(level: PressureLevel, reason: string): number {
    if (this.#ended) return 0;
    this.#shedding = true;
    const idle = [...this.#shedders].filter((each) => this.#told(() => each.inVain) === true);
    const taken = this.#ask(this.#shedders, 'a load shedder', (shedder) => shedder.shed(level, reason));
    return Math.max(0, taken - idle.length);
  }

  /** About how long the quickest replacement takes, in milliseconds; `undefined` where nobody says so. */
  get readyInMs(): number | undefined {
    const known = [...this.#willing()].map(({ readyInMs }) => readyInMs).filter(isAmount);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Whether others share the container, whose replacement, or end, helps as well. */
  get relievedByOthers(): boolean {
    return [...this.#recyclers].some((each) => this.#told(() => each.relievedByOthers) === true);
  }

  /**
   * Tells those load shedders that go by it what a look has shown: no more than `warning` while freeing memory may suffice, or a
   * replacement will be there in time.
   */
  observeLoad(
    reading: PressureReading,
    { prunable }: { readonly prunable: boolean },
    rivals: ShedderRivals,
  ): void {
    this.#ended = false;
    const { readyInMs, relievedByOthers } = this;
    const told = readingForShedding(reading, { prunable, readyInMs, relievedByOthers }, rivals);
    this.#ask(this.#shedders, 'a load shedder', (shedder) => shedder.observe?.(told));
  }

  /** Load is shed no more. Those who have not been told to shed any are not told of it, unless they observe. */
  restoreLoad(): void {
    const told = this.#shedding;
    this.#shedding = false;
    this.#ask(this.#shedders, 'a load shedder', (shedder) => {
      if (told || shedder.observe !== undefined) shedder.restore();
    });
  }

  /** Nobody sheds load from now on, until the next look is told: at once where they can do that. */
  endLoad(): void {
    if (this.#ended) return;
    this.#ended = true;
    const told = this.#shedding;
    this.#shedding = false;
    this.#end(this.#shedders, told);
  }

  /** @param told whether they were asked to shed load */
  #end(shedders: Iterable<LoadShedder>, told: boolean): void {
    this.#ask(shedders, 'a load shedder', (shedder) => {
      if (shedder.end !== undefined) shedder.end();
      else if (told || shedder.observe !== undefined) shedder.restore();
    });
  }

  /** Returns how many have taken it; those that threw have not. */
  requestRecycling(reason: string, endsInMs?: number, containerMark?: number): number {
    const asked = this.#willing();
    if (endsInMs !== undefined) {
      for (const each of this.#recyclers) if (this.#told(() => each.reconsiders) === true) asked.add(each);
    }
    return this.#ask(asked, 'a recycler', (each) => each.requestRecycling(reason, endsInMs, containerMark));
  }

  /** Those that can be asked now. */
  #willing(): Set<Recycler> {
    return new Set([...this.#recyclers].filter((each) => this.#refusalOf(each) === undefined));
  }

  #refusalOf(recycler: Recycler): string | undefined {
    return this.#told(() => recycler.refusal);
  }

  /** What a recycler says of itself; `undefined` where it throws. */
  #told<Value>(read: () => Value): Value | undefined {
    let told: Value | undefined;
    callSafely(
      () => {
        told = read();
      },
      (error) => this.#faults.report('a recycler', error),
    );
    return told;
  }

  #ask<Member>(members: Iterable<Member>, origin: string, ask: (member: Member) => unknown): number {
    let taken = 0;
    for (const each of members) {
      callSafely(
        () => {
          const answer = ask(each);
          taken += 1;
          return answer;
        },
        (error) => this.#faults.report(origin, error),
      );
    }
    return taken;
  }
}

/** Returns what takes it out once, however often it is called, and says whether it did: it may have come again since then. */
function added<Member>(members: Set<Member>, member: Member): () => boolean {
  members.add(member);
  let isIn = true;
  return () => {
    const wasIn = isIn && members.delete(member);
    isIn = false;
    return wasIn;
  };
}
