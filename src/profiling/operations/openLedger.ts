import type { Collector } from '../../sampling/Collector.ts';
import { heapStatisticsSource } from '../../sampling/node/HeapCounters.ts';
import { AllocationMeter } from './AllocationMeter.ts';
import { v8CollectionRecorder } from './CollectionRecorder.ts';
import { everySecond } from './everySecond.ts';
import { HeapGauge } from './HeapGauge.ts';
import { OperationLedger } from './OperationLedger.ts';
import { OptimizingCompiler } from './OptimizingCompiler.ts';
import { TurnClock } from './TurnClock.ts';

/** The account of this thread's operations. */
export function openLedger(collector: Pick<Collector, 'collect'>, isolationPauseMs: number): OperationLedger {
  const gauge = new HeapGauge(collector, heapStatisticsSource);
  const meter = new AllocationMeter(() => gauge.usedBytes(), v8CollectionRecorder());
  const compiler = new OptimizingCompiler();
  return new OperationLedger({
    // What is optimised of these themselves would count to the operation at hand.
    gauge: {
      settle: () => compiler.during(() => gauge.settle()),
      glance: () => compiler.during(() => gauge.glance()),
    },
    meter: {
      start: () => compiler.during(() => meter.start()),
      stop: () => compiler.during(() => meter.stop()),
      roughlyAllocatedBytes: () => meter.roughlyAllocatedBytes(),
    },
    now: performance.now.bind(performance),
    isolationPauseMs,
    turns: new TurnClock(),
    compiler,
    everySecond,
  });
}
