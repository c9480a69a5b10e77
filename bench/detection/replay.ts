import type { Configuration } from '../../src/configuration/Configuration.ts';
import { LeakDetector } from '../../src/monitoring/LeakDetector.ts';
import { betweenLooksMs } from '../../src/monitoring/leakCriteria.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { column, type SampleRow, sampleFields } from '../../src/wire/sample.ts';
import { type ProbePolicyName, probePolicies } from './simulator/ProbePolicy.ts';
import { type ProcessSettings, SimulatedProcess } from './simulator/SimulatedProcess.ts';

/** One process, and who watches it. */
export interface ReplaySettings {
  readonly process: ProcessSettings;
  readonly policy: ProbePolicyName;
  readonly seconds: number;
  readonly leakDetection: Configuration['leakDetection'];
  /** Wraps each look, for who wants to time it. */
  readonly timed?: (<Result>(look: () => Result) => Result) | undefined;
}

/** A change of the verdict. */
export interface VerdictChange {
  readonly second: number;
  readonly level: LeakReport['level'];
  readonly bytesPerSecond: number;
  readonly pattern: string;
}

/** What became of a process. */
export interface Outcome {
  readonly family: string;
  readonly seed: number;
  /** Seconds that it lived; fewer than asked for where its heap was full. */
  readonly seconds: number;
  readonly readings: number;
  readonly probes: number;
  readonly pauseMs: number;
  readonly looks: number;
  readonly changes: readonly VerdictChange[];
}

const sampleSeconds = 5;

/** Lets a process live under the leak detector: samples every 5 s, readings as they come, looks as the monitor looks. */
export function replay({
  process: settings,
  policy,
  seconds,
  leakDetection,
  timed,
}: ReplaySettings): Outcome {
  const simulated = new SimulatedProcess(settings);
  const detector = new LeakDetector(leakDetection);
  const wantsProbe = probePolicies[policy]();
  const row: SampleRow = new Float64Array(sampleFields.length).fill(Number.NaN);
  row[column.heapLimitBytes] = simulated.heap.settings.limitBytes;
  const changes: VerdictChange[] = [];
  let lastReadingMs = 0;
  let lastLookMs = Number.NEGATIVE_INFINITY;
  let probes = 0;
  let pauseMs = 0;
  let looks = 0;
  simulated.onCollection = (liveBytes) => {
    lastReadingMs = simulated.second * 1000;
    const { majorCollections } = simulated;
    detector.addReading({ time: lastReadingMs, liveBytes, externalBytes: 0, majorCollections });
    row[column.liveBytes] = liveBytes;
  };
  const look = (): readonly LeakReport[] => detector.look();
  while (simulated.second < seconds - 1 && simulated.advance()) {
    const { second } = simulated;
    if (second % sampleSeconds !== 0) continue;
    const timeMs = second * 1000;
    const { predictedPauseMs } = simulated;
    if (wantsProbe({ timeMs, lastReadingMs, predictedPauseMs })) {
      probes++;
      pauseMs += predictedPauseMs;
      simulated.collect();
    }
    row[column.time] = timeMs;
    row[column.oldUsedBytes] = simulated.heap.usedBytes;
    row[column.majorCollections] = simulated.majorCollections;
    detector.addSample(row);
    if (timeMs - lastLookMs < betweenLooksMs) continue;
    lastLookMs = timeMs;
    looks++;
    for (const { level, rateBytesPerSecond: bytesPerSecond, pattern } of timed ? timed(look) : look()) {
      changes.push({ second, level, bytesPerSecond, pattern });
    }
  }
  const { family, seed } = settings;
  const readings = simulated.majorCollections;
  return { family, seed, seconds: simulated.second + 1, readings, probes, pauseMs, looks, changes };
}
