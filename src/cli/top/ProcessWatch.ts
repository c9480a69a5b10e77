import { type TopProcess, type TopSnapshot, trendMs } from './TopProcess.ts';
import { type HubQuestions, WatchedHub } from './WatchedHub.ts';

/** Options of a {@link ProcessWatch}. */
export interface ProcessWatchOptions {
  /** The hubs that there are now. */
  readonly find: () => Promise<readonly HubQuestions[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** `4711` for a process with its threads, `4711.2` for one thread. @default all */
  readonly only?: string | undefined;
}

/**
 * All hubs of this user, as they come and go, with their processes. It asks and is told nothing that was not asked for, so that
 * nothing stays behind in anybody who is watched.
 */
export class ProcessWatch {
  readonly #find: ProcessWatchOptions['find'];
  readonly #now: () => number;
  readonly #only: string | undefined;
  readonly #hubs: Map<string, WatchedHub> = new Map();

  constructor({ find, now, only }: ProcessWatchOptions) {
    this.#find = find;
    this.#now = now;
    this.#only = only;
  }

  /** Looks at all hubs; waits for those alone that have answered before, or may do so for the first time. */
  async look(): Promise<void> {
    const found = await this.#find();
    const now = this.#now();
    for (const hub of found) {
      if (!this.#hubs.has(hub.path)) this.#hubs.set(hub.path, new WatchedHub(hub));
    }
    const paths = new Set(found.map(({ path }) => path));
    for (const [path, hub] of this.#hubs) if (!paths.has(path)) hub.vanished(now);
    const looks = [...this.#hubs.values()]
      .filter((hub) => hub.state !== 'ended')
      .map((hub) => ({ isAwaited: hub.state !== 'stalled', look: hub.look(now) }));
    await Promise.all(looks.filter(({ isAwaited }) => isAwaited).map(({ look }) => look));
    this.#forget(this.#now());
  }

  snapshot(): TopSnapshot {
    const time = this.#now();
    const hubs = [...this.#hubs.values()];
    const answering = hubs.filter(({ state }) => state === 'answering').length;
    const ended = hubs.map((hub) => hub.ended).filter((end) => end !== undefined);
    return {
      time,
      processes: hubs
        .flatMap((hub) => hub.processes())
        .filter((process) => (this.#only === undefined ? isRecent(process, time) : this.#isWanted(process))),
      ended: ended.sort((left, right) => left.time - right.time),
      answering,
    };
  }

  /** Ended ones are of interest while their ten minutes can be seen, or nothing else can. */
  #forget(now: number): void {
    const others = [...this.#hubs.values()].some(({ state }) => state === 'answering');
    for (const [path, { state, ended }] of this.#hubs) {
      if (state !== 'ended') continue;
      if (ended === undefined || (others && now - ended.time > trendMs)) this.#hubs.delete(path);
    }
  }

  #isWanted({ identity }: TopProcess): boolean {
    return identity.id === this.#only || String(identity.pid) === this.#only;
  }
}

/** A hub remembers who has gone for hours; here they are of interest while their end is news. */
function isRecent({ state, exit, row }: TopProcess, now: number): boolean {
  const end = exit?.time ?? row?.[0] ?? now;
  return state !== 'gone' || now - end <= trendMs;
}
