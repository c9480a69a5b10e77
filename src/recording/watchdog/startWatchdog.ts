import { Worker } from 'node:worker_threads';
import { startOwnWorker } from '../../sampling/node/ownWorkers.ts';
import { standstillSentence } from './standstillWords.ts';
import { steadyMs } from './steadyMs.ts';
import type { WatchdogFile } from './WatchdogFile.ts';
import { cell, type StandstillEnd, type WatchdogOrder } from './WatchdogOrder.ts';

/** Whom a watchdog tells, and where its parts are. */
export interface WatchdogStart {
  readonly blockedAfterMs: number;
  /** Hears, on the main thread, that the event loop had stood still: a sentence each, at most 5 within an hour. */
  readonly tell: (sentence: string) => void;
  /** Hears that there is no watchdog, or none any more. */
  readonly failed: (error: Error) => void;
  /** @default the file that the build makes */
  readonly thread?: URL;
}

/** A watchdog that runs. */
export interface RunningWatchdog {
  /** Has it write into a file from now on. */
  record(file: WatchdogFile): void;
  stop(): void;
}

const beatMs = 250;
const mostToldPerHour = 5;
const hourMs = 3_600_000;

/**
 * Starts the thread that watches over this one, and the heartbeat that it looks at. Neither keeps the process alive.
 *
 * @throws Error where no thread can be started
 */
export function startWatchdog({
  blockedAfterMs,
  tell,
  failed,
  thread = new URL('../recording/watchdog/watchdogThread.cjs', import.meta.url),
}: WatchdogStart): RunningWatchdog {
  const order: WatchdogOrder = { cells: new SharedArrayBuffer(16), beatMs, blockedAfterMs };
  const shared = new BigInt64Array(order.cells);
  const { url } = process.getBuiltinModule('node:inspector');
  const beat = (): void => {
    Atomics.store(shared, cell.beat, BigInt(steadyMs()));
    Atomics.store(shared, cell.inspected, url() === undefined ? 0n : 1n);
  };
  beat();
  const worker = startOwnWorker(
    () =>
      new Worker(thread, {
        name: 'tidemark watchdog',
        workerData: order,
        // Nothing that the application or NODE_OPTIONS preloads, and so no agent.
        execArgv: [],
        env: {},
        // What it prints is nobody's.
        stdout: true,
        stderr: true,
        // Far above what it needs: a thread that reaches its limit has been seen to take its process with it.
        resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
      }),
  );
  const told: number[] = [];
  let stopped = false;
  worker.on('message', (end: StandstillEnd) => {
    const time = steadyMs();
    while (told.length > 0 && time - told[0]! >= hourMs) told.shift();
    if (stopped || told.length >= mostToldPerHour) return;
    told.push(time);
    tell(standstillSentence(end, workingDirectory()));
  });
  worker.on('error', (error) => {
    clearInterval(handle);
    if (!stopped) failed(error);
  });
  // After the listeners, which would hold it.
  worker.unref();
  const handle = setInterval(beat, beatMs);
  handle.unref();
  return {
    record: (file) => worker.postMessage(file),
    stop: () => {
      stopped = true;
      clearInterval(handle);
      void worker.terminate();
    },
  };
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}
