import type { HeldMemory } from './HeapGauge.ts';
import { inseparable } from './inseparable.ts';
import { isPromise } from './isPromise.ts';
import { OperationContext } from './OperationContext.ts';
import type { OperationLedgerOptions } from './OperationLedgerOptions.ts';
import { OperationQueue } from './OperationQueue.ts';
import type { Ended, OperationRun } from './OperationRun.ts';
import { alive, isWithin, OperationTally } from './OperationTally.ts';
import { findOwnUse, type OwnUse } from './ownUse.ts';
import { SettlingAccount } from './SettlingAccount.ts';
import { TimerLoop } from './TimerLoop.ts';

/** A stretch that allocated less is not worth two collections: it counts with the next one. */
const trivialBytes = 256;
/** What Node.js itself may have allocated between two timers: 312 bytes mostly, 720 at the most that was seen. */
const betweenTimersBytes = 768;

/**
 * Keeps account of operations, also of several at once. Code runs on behalf of one operation at a time, or of none, and
 * whenever that changes the account is settled: what was allocated since the last time, and what became of the live
 * size, goes to whom the stretch belonged. So work of others that runs in between does not count, whatever it retains.
 *
 * Settling takes full collections. Where those would take more than `isolationPauseMs`, with those at the ends of what runs,
 * an operation that has the thread to itself is settled at its end alone, and operations that take turns are not told apart:
 * then nothing is collected for them any more.
 */
export class OperationLedger {
  readonly #options: OperationLedgerOptions;
  readonly #context: OperationContext<OperationTally> = new OperationContext((...turn) =>
    this.#goOn(...turn),
  );
  readonly #active: Set<OperationTally> = new Set();
  readonly #queue: OperationQueue = new OperationQueue(() => this.#active.size === 0);
  /** Whose stretches lie between the last settling and now. */
  readonly #unsettled: Set<OperationTally | undefined> = new Set();
  #owner: OperationTally | undefined;
  readonly #timers: TimerLoop<OperationTally> = new TimerLoop();
  #held: HeldMemory | undefined;
  readonly #settlings: SettlingAccount = new SettlingAccount();
  #mixedUp = false;
  #mayCollect = true;
  #stopTimer: (() => void) | undefined;
  #ownUse: Promise<OwnUse> | undefined;

  constructor(options: OperationLedgerOptions) {
    this.#options = options;
  }

  /**
   * Waits until no operation runs, and all have had their turn that asked before; not within one that runs, which would wait for
   * itself. Returns what ends the turn.
   */
  async turn(): Promise<() => void> {
    await this.#calibrated();
    return alive(this.#context.current) === undefined ? this.#queue.enter() : () => {};
  }

  /** Runs an operation, at once or after the first calibration, and tells what it came to; never rejects. */
  async measure<Result>(
    label: string,
    operation: () => Result | PromiseLike<Result>,
  ): Promise<OperationRun<Result>> {
    const own = await this.#calibrated();
    this.#mayCollect = true;
    const { run, isSynchronous } = await this.#call(label, operation);
    run.tally.deduct(isSynchronous ? own.synchronous : own.asynchronous);
    return run;
  }

  #calibrated(): Promise<OwnUse> {
    this.#ownUse ??= findOwnUse(
      async (operation, mayCollect) => {
        this.#mayCollect = mayCollect;
        return (await this.#call('', operation)).run.tally;
      },
      () => this.#options.turns.next(),
    );
    return this.#ownUse;
  }

  /** Rehearsals go this way as well: what V8 compiles of it at first would count to the first operation. */
  async #call<Result>(
    label: string,
    operation: () => Result | PromiseLike<Result>,
  ): Promise<{ readonly run: OperationRun<Result>; readonly isSynchronous: boolean }> {
    let isSynchronous = true;
    const run = await this.#run(label, () => {
      const outcome = operation();
      isSynchronous = !isPromise(outcome);
      return outcome;
    });
    return { run, isSynchronous };
  }

  async #run<Result>(
    label: string,
    operation: () => Result | PromiseLike<Result>,
  ): Promise<OperationRun<Result>> {
    const tally = new OperationTally(label, alive(this.#context.current));
    const outside = alive(this.#owner);
    this.#begin(tally);
    const run = this.#context.run(tally, () => this.#follow(tally, operation));
    if (!tally.ended) this.#switch(outside);
    return run;
  }

  /** In the context of the operation, so that what comes after it counts to it until it has ended. */
  #follow<Result>(
    tally: OperationTally,
    operation: () => Result | PromiseLike<Result>,
  ): OperationRun<Result> | Promise<OperationRun<Result>> {
    const begin = this.#options.now();
    const pausedBefore = this.#settlings.pauseMs;
    const duration = (): number => this.#options.now() - begin - (this.#settlings.pauseMs - pausedBefore);
    const end = (durationMs: number): Ended => {
      this.#end(tally);
      tally.pauseMs = this.#settlings.pauseMs - pausedBefore;
      return { tally, durationMs };
    };
    try {
      const outcome = operation();
      if (!isPromise(outcome)) return { ...end(duration()), failed: false, result: outcome };
      // What V8 compiles meanwhile would seem to be retained.
      if (!this.#mixedUp) this.#options.compiler.hold();
      return this.#awaited(outcome, duration, end);
    } catch (error) {
      return { ...end(duration()), failed: true, error };
    }
  }

  async #awaited<Result>(
    promise: PromiseLike<Result>,
    duration: () => number,
    end: (durationMs: number) => Ended,
  ): Promise<OperationRun<Result>> {
    try {
      const result = await promise;
      const durationMs = duration();
      await this.#options.turns.next();
      return { ...end(durationMs), failed: false, result };
    } catch (error) {
      const durationMs = duration();
      await this.#options.turns.next();
      return { ...end(durationMs), failed: true, error };
    }
  }

  #begin(tally: OperationTally): void {
    if (this.#active.size === 0) this.#open();
    else this.#switch(undefined);
    for (const other of this.#active) {
      if (isWithin(tally, other)) continue;
      other.concurrent++;
      tally.concurrent++;
    }
    this.#active.add(tally);
    if (tally.concurrent > 0 && !this.#mixedUp) this.#options.compiler.hold();
    this.#switch(tally);
  }

  #open(): void {
    this.#settlings.open();
    this.#mixedUp = false;
    this.#owner = undefined;
    this.#timers.open();
    this.#unsettled.clear();
    this.#options.compiler.defer();
    this.#context.open();
    this.#context.runUnseen(() => {
      this.#stopTimer ??= this.#options.everySecond(() => this.#rotate());
      this.#options.turns.open();
    });
    this.#settle();
    this.#options.meter.start();
  }

  #end(tally: OperationTally): void {
    this.#switch(tally);
    this.#closeStretch();
    if (this.#isMixedUp()) tally.refusal ??= this.#inseparable(tally);
    else this.#settle();
    tally.ended = true;
    this.#active.delete(tally);
    // Otherwise operations that start each other would hang on a chain without end.
    for (const other of this.#active) if (other.parent === tally) other.parent = tally.parent;
    this.#owner = alive(tally.parent);
    this.#owner?.addNested(tally);
    if (this.#active.size > 0) {
      this.#options.meter.start();
      return;
    }
    this.#options.compiler.release();
    this.#context.close();
    this.#options.turns.close();
    this.#held = undefined;
    this.#queue.becameIdle();
  }

  /** A callback or a continuation begins. */
  #goOn(next: OperationTally | undefined, timerMs: number | undefined): void {
    this.#settleHeldOver();
    const before = this.#owner;
    this.#switch(next);
    this.#timers.goneOn(before, this.#owner, timerMs);
  }

  /** As long as the one that goes on has hardly begun, what the timer before it leaves is settled on behalf of whose that was. */
  #settleHeldOver(): void {
    const tally = this.#timers.takeHeldOver();
    if (tally === undefined || tally.ended || this.#mixedUp || !this.#mayIsolate()) return;
    const allocated = this.#options.meter.roughlyAllocatedBytes();
    if (allocated < 0 || allocated >= betweenTimersBytes || this.#unsettled.size > 0) return;
    this.#options.meter.stop();
    this.#unsettled.add(tally);
    this.#settle();
    this.#options.meter.start();
  }

  /** From now on code runs on behalf of `next`. */
  #switch(next: OperationTally | undefined): void {
    const owner = alive(next);
    if (owner === this.#owner || this.#active.size === 0) return;
    const allocated = this.#options.meter.roughlyAllocatedBytes();
    if (allocated < 0 || allocated >= trivialBytes || this.#unsettled.has(this.#owner)) {
      this.#closeStretch();
      if (!this.#isMixedUp() && this.#mayIsolate()) this.#settle();
      this.#options.meter.start();
    }
    this.#owner = owner;
  }

  /** V8 keeps a record of each collection until it is asked for, so that it is asked for now and then. */
  #rotate(): void {
    if (this.#active.size === 0) {
      this.#rest();
      return;
    }
    this.#options.compiler.review();
    const allocated = this.#options.meter.roughlyAllocatedBytes();
    if (allocated >= 0 && allocated < trivialBytes) return;
    this.#closeStretch();
    this.#options.meter.start();
  }

  /** Whoever measures one operation after the other is not told of what V8 optimises in between. */
  #rest(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#options.compiler.rest();
  }

  #closeStretch(): void {
    const stretch = this.#options.meter.stop();
    this.#owner?.addStretch(stretch);
    this.#unsettled.add(this.#owner);
  }

  #mayIsolate(): boolean {
    return this.#settlings.mayGoOn(this.#active.size, this.#options.isolationPauseMs);
  }

  /** Whether operations have taken turns that no collection can tell apart any more: not before all have ended. */
  #isMixedUp(): boolean {
    this.#mixedUp ||= [...this.#unsettled].filter((owner) => owner !== undefined).length > 1;
    if (!this.#mixedUp) return false;
    this.#unsettled.clear();
    this.#options.compiler.release();
    return true;
  }

  #settle(): void {
    const before = this.#held;
    const settled = this.#mayCollect ? this.#options.gauge.settle() : this.#options.gauge.glance();
    const owners = [...this.#unsettled].filter((owner) => owner !== undefined);
    const mixed = owners.length < this.#unsettled.size;
    this.#unsettled.clear();
    if (!settled.performed) {
      for (const tally of [...this.#active, ...owners]) tally.refusal ??= settled.reason;
      return;
    }
    this.#held = settled.held;
    this.#settlings.add(settled.pauseMs);
    const [owner] = owners;
    if (before === undefined || owner === undefined) return;
    owner.addHeld(before, settled.held);
    owner.mixed ||= mixed;
  }

  #inseparable({ concurrent }: OperationTally): string {
    return inseparable({
      count: Math.max(2, concurrent + 1),
      heldBytes: (this.#held?.objectBytes ?? 0) + (this.#held?.externalBytes ?? 0),
      settlingMs: this.#settlings.averageMs,
      isolationPauseMs: this.#options.isolationPauseMs,
    });
  }
}
