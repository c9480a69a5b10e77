import type { Stretch } from '../../../src/profiling/operations/AllocationMeter.ts';
import type { Settled } from '../../../src/profiling/operations/HeapGauge.ts';
import { OperationLedger } from '../../../src/profiling/operations/OperationLedger.ts';

/** A heap whose every byte the test decides, with the clock of the ledger in it. */
export class FakeHeap {
  live = 1_000_000;
  refusal: string | undefined;
  settlings = 0;
  glances = 0;
  pauseMs = 1;
  time = 0;
  #allocated = 0;
  #start = 0;
  tick: (() => void) | undefined;
  /** What the compiler was told. */
  readonly compilerOrders: string[] = [];
  readonly gauge = {
    settle: (): Settled => {
      this.settlings++;
      if (this.refusal !== undefined) return { performed: false, reason: this.refusal };
      this.time += this.pauseMs;
      const held = { objectBytes: this.live, codeBytes: 0, externalBytes: 0 };
      return { performed: true, held, pauseMs: this.pauseMs };
    },
    glance: (): Settled => {
      this.glances++;
      return {
        performed: true,
        held: { objectBytes: this.live, codeBytes: 0, externalBytes: 0 },
        pauseMs: 0,
      };
    },
  };
  readonly meter = {
    start: (): void => {
      this.#start = this.#allocated;
    },
    roughlyAllocatedBytes: (): number => this.#allocated - this.#start,
    stop: (): Stretch => {
      const allocatedBytes = this.#allocated - this.#start;
      return {
        allocatedBytes,
        usedAtStartBytes: 0,
        peakUsedBytes: allocatedBytes,
        collections: 0,
        collectionMs: 0,
      };
    },
  };

  /** Allocates so much, of which so much stays. */
  allocate(bytes: number, kept = 0): void {
    this.#allocated += bytes;
    this.live += kept;
  }

  ledger(isolationPauseMs = 1000): OperationLedger {
    return new OperationLedger({
      gauge: this.gauge,
      meter: this.meter,
      now: () => this.time,
      isolationPauseMs,
      turns: {
        open: () => undefined,
        next: () => new Promise((resolve) => setImmediate(resolve)),
        close: () => undefined,
      },
      compiler: {
        hold: () => this.compilerOrders.push('hold'),
        defer: () => this.compilerOrders.push('defer'),
        release: () => this.compilerOrders.push('release'),
        rest: () => this.compilerOrders.push('rest'),
        review: () => this.compilerOrders.push('review'),
      },
      everySecond: (callback) => {
        this.tick = callback;
        return () => {
          this.tick = undefined;
        };
      },
    });
  }
}
