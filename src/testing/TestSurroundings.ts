import { join } from 'node:path';
import { HeapSnapshotTaker } from '../profiling/heap-snapshot/taking/HeapSnapshotTaker.ts';
import { memoryRoom } from '../profiling/heap-snapshot/taking/headroom.ts';
import { HeapGauge } from '../profiling/operations/HeapGauge.ts';
import { OptimizingCompiler } from '../profiling/operations/OptimizingCompiler.ts';
import { snapshotDirectory } from '../profiling/snapshots/snapshotDirectory.ts';
import { ForcedCollector } from '../sampling/node/ForcedCollector.ts';
import { heapStatisticsSource } from '../sampling/node/HeapCounters.ts';
import { inProcessAnalyst } from './inProcessAnalyst.ts';
import type { RunSurroundings } from './RunRounds.ts';
import type { SnapshotTools } from './SnapshotTools.ts';

// Taken before a test replaces them: fake timers would never ring.
const { setImmediate, setTimeout, clearTimeout } = process.getBuiltinModule('node:timers');
const now: () => number = performance.now.bind(performance);

/** What tests for leaks work with. */
export interface TestSurroundings extends RunSurroundings {
  readonly wait: (ms: number) => Promise<unknown>;
  /** Calls back after some milliseconds; returns what calls it off. */
  readonly alarm: (ms: number, ring: () => void) => () => void;
  /** Held while it is measured, since what they make of the code comes when V8 thinks fit. */
  readonly compiler: Pick<OptimizingCompiler, 'hold' | 'release'>;
  /** What takes heap snapshots and compares them, in a folder of its own. */
  readonly snapshots: () => SnapshotTools;
}

let opened: TestSurroundings | undefined;
let searches = 0;

/** Those of this thread. */
export function testSurroundings(): TestSurroundings {
  opened ??= open();
  return opened;
}

function open(): TestSurroundings {
  const collector = new ForcedCollector({ cpuTime: () => 0 });
  return {
    collector,
    gauge: new HeapGauge(collector, heapStatisticsSource),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    alarm: (ms, ring) => {
      const timer = setTimeout(ring, ms);
      return () => clearTimeout(timer);
    },
    compiler: new OptimizingCompiler(),
    snapshots: () => ({
      directory: join(snapshotDirectory(), `leak-test-${process.pid}-${Date.now()}-${++searches}`),
      taker: new HeapSnapshotTaker(),
      analyst: inProcessAnalyst(() => memoryRoom().freeBytes),
    }),
  };
}
