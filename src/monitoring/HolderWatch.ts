import type { Configuration } from '../configuration/Configuration.ts';
import type { HolderFinder, HolderFinding } from '../sampling/HolderFinder.ts';
import type { LeakReport } from '../wire/event.ts';
import type { FoundHolders } from './leaks/FoundHolders.ts';
import type { SnapshotCost } from './MonitorCost.ts';

/** What a {@link HolderWatch} works with. */
export interface HolderWatchOptions {
  readonly settings: Configuration['leakDetection']['snapshots'];
  /** `undefined` where nobody finds holders. */
  readonly finder: HolderFinder | undefined;
  /** Where it keeps what was found. */
  readonly found: FoundHolders;
}

/** Two intervals tell what goes on from what fills up once, and from work that is in flight. */
const wantedSnapshots = 3;
const fewestSnapshots = 2;
/** What could not be done is tried again after so long, and another search begins after so long. */
const retryMs = 600_000;
const betweenSearchesMs = 3_600_000;

interface Search {
  /** Of the leak. */
  readonly id: string;
  taken: number;
  nextAt: number;
}

/**
 * Has heap snapshots taken while a leak of the heap is suspected, where the settings allow it, and remembers whom they name.
 * One search at a time, one an hour, and one for each leak; a search whose suspicion is withdrawn is given up.
 */
export class HolderWatch {
  readonly #settings: HolderWatchOptions['settings'];
  readonly #finder: HolderFinder | undefined;
  readonly #found: FoundHolders;
  #search: Search | undefined;
  #busy = false;
  #notBefore = Number.NEGATIVE_INFINITY;
  #news = false;
  #taken = 0;
  #pauseMs = 0;
  #longestPauseMs = 0;
  #problem: string | undefined;

  constructor({ settings, finder, found }: HolderWatchOptions) {
    this.#settings = settings;
    this.#finder = settings.enabled ? finder : undefined;
    this.#found = found;
  }

  /** What it has cost so far. */
  get cost(): SnapshotCost {
    return {
      taken: this.#taken,
      pauseMs: this.#pauseMs,
      longestPauseMs: this.#longestPauseMs,
      problem: this.#problem,
    };
  }

  /** Whether something was found, or cannot be, since the last time it was asked. */
  takeNews(): boolean {
    const news = this.#news;
    this.#news = false;
    return news;
  }

  /** Goes on with the search, or begins or gives up one. @param report what is told of the heap at present */
  follow(time: number, report: LeakReport | undefined): void {
    const finder = this.#finder;
    if (finder === undefined || this.#busy) return;
    // A declared holder that is beyond its bound needs no search.
    const id = report?.basis === 'holder' ? undefined : report?.id;
    if (this.#search !== undefined && this.#search.id !== id) this.stop();
    if (id === undefined) return;
    if (this.#search === undefined && this.#isToBegin(id, time))
      this.#search = { id, taken: 0, nextAt: time };
    if (this.#search !== undefined && time >= this.#search.nextAt)
      void this.#step(finder, this.#search, time);
  }

  /** Gives up the search that is going on. */
  stop(): void {
    if (this.#search === undefined) return;
    this.#search = undefined;
    this.#finder?.stop();
  }

  #isToBegin(id: string, time: number): boolean {
    return time >= this.#notBefore && this.#found.of(id) === undefined;
  }

  async #step(finder: HolderFinder, search: Search, time: number): Promise<void> {
    this.#busy = true;
    try {
      search.nextAt = time + this.#settings.interval;
      const isRefused = !(await this.#take(finder, search));
      // It was given up meanwhile.
      if (this.#search !== search) return;
      if (search.taken < (isRefused ? fewestSnapshots : wantedSnapshots)) {
        if (isRefused) {
          this.#refuse(search.id);
          this.#giveUp(time + retryMs);
        }
        return;
      }
      const result = await finder.find();
      if (this.#search !== search) return;
      this.#search = undefined;
      this.#notBefore = time + betweenSearchesMs;
      if (result.performed) this.#remember(search.id, result);
      else {
        this.#problem = result.reason;
        this.#refuse(search.id);
      }
    } catch (error) {
      this.#problem = `Holders cannot be looked for: ${error instanceof Error ? error.message : error}.`;
      this.#refuse(search.id);
      this.#giveUp(time + retryMs);
    } finally {
      this.#busy = false;
    }
  }

  /** @returns whether a snapshot was taken */
  async #take(finder: HolderFinder, search: Search): Promise<boolean> {
    const attempt = await finder.take(this.#settings.maxPause);
    if (!attempt.performed) {
      this.#problem = attempt.reason;
      return false;
    }
    this.#problem = undefined;
    search.taken += 1;
    this.#taken += 1;
    this.#pauseMs += attempt.pauseMs;
    this.#longestPauseMs = Math.max(this.#longestPauseMs, attempt.pauseMs);
    return true;
  }

  /** The leak is told with the reason from now on, and once more when it is the first. */
  #refuse(id: string): void {
    if (this.#problem !== undefined && this.#found.refuse(id, this.#problem)) this.#news = true;
  }

  #giveUp(notBefore: number): void {
    this.#notBefore = notBefore;
    this.stop();
  }

  #remember(id: string, { snapshots, holders }: HolderFinding): void {
    this.#found.add(id, { snapshots, holders });
    this.#news = true;
  }
}
