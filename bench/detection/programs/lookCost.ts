import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import type { Job } from '../plan.ts';
import { type Outcome, replay } from '../replay.ts';

/** What looking costs. */
export interface LookCost {
  readonly looks: number;
  /** CPU time of a replay with looks less that of the same without, per look. */
  readonly meanMicroseconds: number;
  /** By the clock, look by look. */
  readonly medianMicroseconds: number;
  readonly p99Microseconds: number;
}

// The argument is a job in JSON. Prints the cost of the looks of its cases.
const { policy, cases } = JSON.parse(process.argv[2]!) as Job;
const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;

function all(timed: <Result>(look: () => Result) => Result): Outcome[] {
  return cases.map(({ seconds, ...settings }) =>
    replay({ process: settings, policy, seconds, leakDetection, timed }),
  );
}

function cpuMicroseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const durations: number[] = [];
const looks = all((look) => {
  const begin = performance.now();
  const result = look();
  durations.push((performance.now() - begin) * 1000);
  return result;
}).reduce((sum, outcome) => sum + outcome.looks, 0);
durations.sort((a, b) => a - b);

const withLooks = cpuMicroseconds(() => all((look) => look()));
const without = cpuMicroseconds(() => all(() => undefined as never));
const cost: LookCost = {
  looks,
  meanMicroseconds: (withLooks - without) / looks,
  medianMicroseconds: durations[Math.floor(durations.length / 2)]!,
  p99Microseconds: durations[Math.floor(durations.length * 0.99)]!,
};
console.log(JSON.stringify(cost));
