import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import type { Job } from '../plan.ts';
import { replay } from '../replay.ts';
import { SimulatedProcess } from '../simulator/SimulatedProcess.ts';

/** What the analysis of a sample costs. */
export interface SampleCost {
  readonly samples: number;
  /** CPU time of replays less that of the processes alone, per sample. */
  readonly meanMicroseconds: number;
  /** By the clock, sample by sample. */
  readonly medianMicroseconds: number;
  readonly p99Microseconds: number;
}

type Timed = <Result>(sample: () => Result) => Result;

// The argument is a job in JSON. Prints what it costs to watch its cases.
const { policy, world, cases } = JSON.parse(process.argv[2]!) as Job;
const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;

async function watched(timed?: Timed): Promise<number> {
  let samples = 0;
  for (const { seconds, ...settings } of cases) {
    samples += (await replay({ process: settings, policy, world, seconds, leakDetection, timed })).samples;
  }
  return samples;
}

async function alone(): Promise<void> {
  for (const { seconds, ...settings } of cases) {
    const simulated = new SimulatedProcess(settings);
    while (simulated.second < seconds - 1 && simulated.advance());
  }
}

async function cpuMicroseconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const durations: number[] = [];
const samples = await watched((sample) => {
  const begin = performance.now();
  const result = sample();
  durations.push((performance.now() - begin) * 1000);
  return result;
});
durations.sort((a, b) => a - b);

const cost: SampleCost = {
  samples,
  meanMicroseconds: ((await cpuMicroseconds(watched)) - (await cpuMicroseconds(alone))) / samples,
  medianMicroseconds: durations[Math.floor(durations.length / 2)]!,
  p99Microseconds: durations[Math.floor(durations.length * 0.99)]!,
};
console.log(JSON.stringify(cost));
