import { setImmediate } from 'node:timers/promises';
import type { Configuration } from '../../src/configuration/Configuration.ts';
import { OutOfMemoryWatch } from '../../src/monitoring/forecast/OutOfMemoryWatch.ts';
import type { LeakDetector } from '../../src/monitoring/LeakDetector.ts';
import { LeakWatch } from '../../src/monitoring/LeakWatch.ts';
import type { SiteLook } from '../../src/sampling/AllocationObserver.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { column, type SampleRow, sampleFields } from '../../src/wire/sample.ts';
import { type PolicyName, policies, type World } from './policies.ts';
import { declaredHolders } from './simulator/declaredHolders.ts';
import { Random } from './simulator/Random.ts';
import { cpuMsPerMegabyte, SimulatedCollector } from './simulator/SimulatedCollector.ts';

import { SimulatedObserver } from './simulator/SimulatedObserver.ts';
import { type CollectionKind, type ProcessSettings, SimulatedProcess } from './simulator/SimulatedProcess.ts';

/** One process, and who watches it. */
export interface ReplaySettings {
  readonly process: ProcessSettings;
  readonly policy: PolicyName;
  readonly world: World;
  readonly seconds: number;
  readonly leakDetection: Configuration['leakDetection'];
  /** Wraps each sample, for who wants to time it. */
  readonly timed?: (<Result>(sample: () => Result) => Result) | undefined;
  /** Hears of every reading. */
  readonly onReading?: ((second: number, liveBytes: number, kind: CollectionKind) => void) | undefined;
  /** Hears of every look at the sampled allocations. */
  readonly onLook?: ((look: SiteLook) => void) | undefined;
  /** Called after each sample, with the detector that has taken it. */
  readonly onSample?: ((row: SampleRow, detector: LeakDetector) => void) | undefined;
}

/** A change of the verdict. */
export interface VerdictChange {
  readonly second: number;
  readonly level: LeakReport['level'];
  readonly bytesPerSecond: number;
  readonly pattern: string;
  readonly basis?: LeakReport['basis'];
  /** Sites that it names, as the simulator calls them. */
  readonly sites?: readonly string[];
}

/** What became of a process. */
export interface Outcome {
  readonly family: string;
  readonly seed: number;
  /** Seconds that it lived; fewer than asked for where its heap was full. */
  readonly seconds: number;
  readonly readings: number;
  /** Collections that were forced, looks at allocations included. */
  readonly probes: number;
  readonly gentleCollections: number;
  /** Looks at the sampled allocations. */
  readonly siteLooks: number;
  /** Milliseconds for which the thread stood still for the monitor. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** CPU time of the collections that the monitor wanted, on all threads together. */
  readonly collectionCpuMs: number;
  readonly samples: number;
  /** Alarms that memory runs out, whether or not it did. */
  readonly outOfMemoryAlarms: number;
  readonly changes: readonly VerdictChange[];
}

const sampleSeconds = 5;
const megabyte = 1e6;
const observerSalt = 0x5bd1e995;

/** Lets a process live under the code that watches a real one: a sample every 5 s, readings as they come. */
export async function replay({
  process: settings,
  policy,
  world,
  seconds,
  leakDetection,
  timed = (sample) => sample(),
  onReading,
  onLook,
  onSample,
}: ReplaySettings): Promise<Outcome> {
  const simulated = new SimulatedProcess(settings);
  const random = new Random(settings.seed ^ observerSalt);
  const cost = { probes: 0, gentleCollections: 0, pauseMs: 0, longestPauseMs: 0, collectionCpuMs: 0 };
  const paused = (pauseMs: number): void => {
    cost.pauseMs += pauseMs;
    cost.longestPauseMs = Math.max(cost.longestPauseMs, pauseMs);
  };
  const collector = new SimulatedCollector(simulated, random.fork());
  const allocations = new SimulatedObserver(simulated, collector, random.fork());
  collector.onPause = paused;
  allocations.onLook = (look, readMs) => {
    // The collection before it is counted by the collector.
    cost.pauseMs += readMs;
    cost.longestPauseMs = Math.max(cost.longestPauseMs, look.pauseMs);
    onLook?.(look);
  };
  const declared = world === 'declared';
  const watch = new LeakWatch({
    leakDetection: { ...leakDetection, holdersDeclared: declared },
    probes: policies[policy],
    collector,
    allocations,
    holders: declared ? declaredHolders(simulated.holdings) : undefined,
  });
  const row: SampleRow = new Float64Array(sampleFields.length).fill(Number.NaN);
  row[column.heapLimitBytes] = simulated.heap.settings.limitBytes;
  row[column.externalBytes] = 0;
  const changes: VerdictChange[] = [];
  const outOfMemory = new OutOfMemoryWatch(watch.detector.readings);
  let outOfMemoryAlarms = 0;
  let samples = 0;
  let looks = 0;
  simulated.onCollection = (liveBytes, kind) => {
    const { second, majorCollections, heap } = simulated;
    const megabytes = heap.liveBytes / megabyte;
    if (kind === 'forced') cost.probes++;
    if (kind === 'gentle') cost.gentleCollections++;
    if (kind !== 'own') cost.collectionCpuMs += megabytes * cpuMsPerMegabyte[kind];
    row[column.liveBytes] = liveBytes;
    onReading?.(second, liveBytes, kind);
    watch.addReading({ time: second * 1000, liveBytes, externalBytes: 0, majorCollections });
    if (kind === 'gentle') collector.endGently();
  };
  while (simulated.second < seconds - 1 && simulated.advance()) {
    const { second, heap, youngBytes } = simulated;
    if (second % sampleSeconds !== 0) continue;
    row[column.time] = second * 1000;
    row[column.oldUsedBytes] = heap.usedBytes;
    row[column.newSpaceBytes] = youngBytes;
    row[column.heapUsedBytes] = heap.usedBytes + youngBytes;
    row[column.majorCollections] = simulated.majorCollections;
    samples++;
    for (const report of timed(() => watch.addSample(row))) changes.push(changeOf(second, report));
    outOfMemory.addSample(row);
    if (outOfMemory.lookNowAndThen() !== undefined) outOfMemoryAlarms++;
    onSample?.(row, watch.detector);
    // Sites get their names asynchronously.
    if (allocations.looks > looks) await setImmediate();
    looks = allocations.looks;
  }
  const { family, seed } = settings;
  const lived = { family, seed, seconds: simulated.second + 1, readings: simulated.majorCollections };
  return { ...lived, ...cost, siteLooks: allocations.looks, samples, outOfMemoryAlarms, changes };
}

function changeOf(second: number, report: LeakReport): VerdictChange {
  const { level, rateBytesPerSecond: bytesPerSecond, pattern, basis, sites } = report;
  return {
    second,
    level,
    bytesPerSecond,
    pattern,
    ...(basis && { basis }),
    ...(sites.length > 0 && { sites: sites.map((site) => site.function) }),
  };
}
