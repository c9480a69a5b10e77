import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import type { CodePlace, OpenResources } from '../ResourceCounter.ts';
import { callerOf } from './callerOf.ts';
import { isStartingOwnWorker } from './ownWorkers.ts';

/** Threads that were started in one place. */
interface Starts {
  readonly place: CodePlace | undefined;
  live: number;
  ended: number;
}

/** What this needs of a channel's messages. */
type StartedWorker = Pick<Worker, 'once'>;

const channelName = 'worker_threads';
const mostPlaces = 50;
const elsewhere = 'elsewhere';

/**
 * Counts the worker threads of this thread that have not ended, by the place in which they were started. Node tells of
 * each on the diagnostics channel `worker_threads`, inside of `new Worker`, so that the stack names the place: some 20 µs
 * for a thread whose start takes tens of milliseconds. Nothing is patched, and no worker is held or kept alive.
 */
export class LiveWorkers {
  readonly #starts: Map<string, Starts> = new Map();

  readonly #directory: string = workingDirectory();

  constructor() {
    subscribe(channelName, this.#started);
  }

  count(): OpenResources[] {
    return [...this.#starts].map(([type, { place, live, ended }]) => ({
      kind: 'worker',
      type,
      count: live,
      ended,
      ...(place && { place }),
    }));
  }

  close(): void {
    unsubscribe(channelName, this.#started);
  }

  /** Whatever goes wrong in here must not get into `new Worker`. */
  readonly #started = (message: unknown): void => {
    if (isStartingOwnWorker()) return;
    try {
      const { worker } = message as { worker: StartedWorker };
      const { stack } = new Error('Where a worker is started');
      const starts = this.#startsOf(callerOf(stack, 'new Worker', this.#directory));
      worker.once('exit', () => {
        starts.live -= 1;
        starts.ended += 1;
      });
      starts.live += 1;
    } catch {
      // A worker that is not counted is better than one that is not started.
    }
  };

  #startsOf(place: CodePlace | undefined): Starts {
    const named = place && this.#starts.size < mostPlaces;
    const type = place && (named || this.#starts.has(typeOf(place))) ? typeOf(place) : elsewhere;
    let starts = this.#starts.get(type);
    if (starts === undefined) {
      starts = { place: type === elsewhere ? undefined : place, live: 0, ended: 0 };
      this.#starts.set(type, starts);
    }
    return starts;
  }
}

function typeOf({ file, line }: CodePlace): string {
  return `${file}:${line}`;
}

/** A process may have lost its working directory. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}
