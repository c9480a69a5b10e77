import { type LeakName, Leaks } from '../leaks/Leaks.ts';
import { Random } from '../randomness/Random.ts';
import { World } from '../World.ts';
import { Load } from '../workloads/Load.ts';
import { type WorkloadName, workloads } from '../workloads/workloads.ts';

export interface RehearsalOptions {
  readonly workload: WorkloadName;
  readonly actorCount: number;
  /** Operations a second. */
  readonly rate?: number;
  readonly seed?: number;
  readonly leak?: LeakName | 'none';
  readonly leakBytesPerSecond?: number;
}

export interface Rehearsal {
  readonly world: World;
  readonly load: Load;
  readonly leaks: Leaks;
  /** Lets time pass in which nothing is done, as the world sees it. */
  readonly rest: (ms: number) => void;
}

/**
 * A populated world and its load on a clock of their own, which waits for nobody: minutes of the game pass in seconds.
 * Each look at that clock takes a microsecond, so that durations are fractions, as they are in real time.
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const { actorCount, seed = 1, leak = 'none', leakBytesPerSecond = 0 } = options;
  const workload = workloads[options.workload];
  let elapsedMs = 0;
  const now = (): number => {
    elapsedMs += 0.001;
    return elapsedMs;
  };
  const wait = async (ms: number): Promise<void> => {
    elapsedMs += ms;
  };
  const leaks = new Leaks({ name: leak, bytesPerSecond: leakBytesPerSecond, now });
  const onListenerError = (error: unknown): void => {
    throw error;
  };
  const world = new World({ actorCount, random: new Random(seed), leaks, now, onListenerError });
  const load = new Load({ world, workload, rate: options.rate ?? workload.defaultRate, now, wait });
  await load.populate(actorCount);
  const rest = (ms: number): void => {
    elapsedMs += ms;
    world.advance();
  };
  return { world, load, leaks, rest };
}
