import { Leaks } from '../leaks/Leaks.ts';
import { measureBudget } from '../measurements/budgets.ts';
import { collector } from '../measurements/collector.ts';
import { measureLeak } from '../measurements/leakRates.ts';
import { Random } from '../randomness/Random.ts';
import { WardrobeError } from '../WardrobeError.ts';
import { World } from '../World.ts';
import { Load } from '../workloads/Load.ts';
import { workloads } from '../workloads/workloads.ts';
import { help } from './help.ts';
import { printBudgets, printLeaks } from './measuring.ts';
import { type Command, parseCommand, type WardrobeOptions } from './options.ts';
import { announcement, type Progress, status, summary } from './status.ts';

export interface Surroundings {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** A clock in milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Listens from now on, and aborts when the application is asked to end. */
  readonly listenForEnd: () => AbortSignal;
}

/** Seconds between two status lines. */
const statusIntervalSeconds = 10;

/** Does what the command line asks for and resolves to the exit code: 2 for a wrong option. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { print, printError } = surroundings;
  let command: Command;
  try {
    command = parseCommand(args);
  } catch (error) {
    if (!(error instanceof WardrobeError)) throw error;
    printError(`wardrobe: ${error.message}\n`);
    return 2;
  }
  const collect = collector();
  switch (command.name) {
    case 'help':
      print(help());
      return 0;
    case 'measure-budgets':
      return (await printBudgets(print, (budget) => measureBudget(budget, collect))) ? 0 : 1;
    case 'measure-leaks':
      await printLeaks(print, (leak) => measureLeak(leak, collect));
      return 0;
    case 'run':
      await play(command.options, surroundings);
      return 0;
  }
}

async function play(
  options: WardrobeOptions,
  { print, printError, now, wait, listenForEnd }: Surroundings,
): Promise<void> {
  const { actorCount, leak, leakBytesPerSecond, rate, seconds, seed } = options;
  const signal = listenForEnd();
  print(announcement(options));
  const leaks = new Leaks({ name: leak, bytesPerSecond: leakBytesPerSecond, now });
  const onListenerError = (error: unknown, name: string): void =>
    printError(`wardrobe: a listener of ${name} failed: ${error}\n`);
  const world = new World({ actorCount, random: new Random(seed), leaks, now, onListenerError });
  const load = new Load({ world, workload: workloads[options.workload], rate, now, wait });
  await load.populate(actorCount, signal);
  const startedAtMs = now();
  const progress = (): Progress => ({
    load,
    world,
    leaks,
    elapsedSeconds: (now() - startedAtMs) / 1000,
    heapBytes: process.memoryUsage().heapUsed,
  });
  while (!signal.aborted && progress().elapsedSeconds < seconds) {
    await load.run(Math.min(statusIntervalSeconds, seconds - progress().elapsedSeconds), signal);
    if (!signal.aborted) print(status(progress()));
  }
  print(summary(progress()));
}
