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
  return new OperationLedger({
    gauge,
    meter: new AllocationMeter(() => gauge.usedBytes(), v8CollectionRecorder()),
    now: performance.now.bind(performance),
    isolationPauseMs,
    turns: new TurnClock(),
    compiler: new OptimizingCompiler(),
    everySecond,
  });
}
