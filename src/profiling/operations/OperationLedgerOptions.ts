import type { AllocationMeter } from './AllocationMeter.ts';
import type { HeapGauge } from './HeapGauge.ts';
import type { OptimizingCompiler } from './OptimizingCompiler.ts';
import type { TurnClock } from './TurnClock.ts';

/** What an `OperationLedger` works with. */
export interface OperationLedgerOptions {
  readonly gauge: Pick<HeapGauge, 'settle' | 'glance'>;
  readonly meter: Pick<AllocationMeter, 'start' | 'stop' | 'roughlyAllocatedBytes'>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** The most milliseconds that collections may take to tell operations apart from each other and from other work. */
  readonly isolationPauseMs: number;
  /** Tells when the event loop has come round once more. */
  readonly turns: Pick<TurnClock, 'open' | 'next' | 'close'>;
  /** Held while operations wait, or take turns and are told apart; its baseline while any runs. */
  readonly compiler: Pick<OptimizingCompiler, 'hold' | 'defer' | 'release' | 'rest' | 'review'>;
  /** Calls back every second without keeping the process alive; returns what ends it. */
  readonly everySecond: (callback: () => void) => () => void;
}
