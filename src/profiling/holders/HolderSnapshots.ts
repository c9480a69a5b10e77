import { rm } from 'node:fs/promises';
import type {
  FoundHolder,
  HolderFinder,
  HolderSearch,
  SnapshotAttempt,
} from '../../sampling/HolderFinder.ts';
import { membersInWords } from '../../wire/holderInWords.ts';
import { durationInWords } from '../../wire/quantity.ts';
import type { LeakSuspect } from '../../wire/snapshot.ts';
import type { SnapshotAnalyst } from '../analyst/SnapshotAnalyst.ts';
import type { HeapSnapshotTaker } from '../heap-snapshot/taking/HeapSnapshotTaker.ts';
import { pauseInWords } from '../heap-snapshot/taking/headroom.ts';
import type { SearchTurn } from './SearchTurn.ts';

/** What a {@link HolderSnapshots} works with. */
export interface HolderSnapshotsOptions {
  /** Where the snapshots are, for as long as they are needed. */
  readonly directory: string;
  readonly taker: Pick<HeapSnapshotTaker, 'take' | 'estimate'>;
  readonly turn: Pick<SearchTurn, 'take' | 'end'>;
  /** Compares them. */
  readonly analyst: Pick<SnapshotAnalyst, 'analyze' | 'close' | 'problem'>;
}

/** Who holds less of what stayed is not to blame. */
const leastShare = 0.1;

/**
 * Finds out who holds what grows: takes heap snapshots of this thread, has them compared in another process, and removes
 * them. Nothing is taken where memory may not suffice, where the thread might stand still for too long, or where another
 * process of this machine is about it.
 */
export class HolderSnapshots implements HolderFinder {
  readonly #options: HolderSnapshotsOptions;
  #files: string[] = [];
  #stop: AbortController = new AbortController();

  constructor(options: HolderSnapshotsOptions) {
    this.#options = options;
  }

  async take(longestPauseMs: number): Promise<SnapshotAttempt> {
    const { directory, taker, turn } = this.#options;
    const { signal } = this.#stop;
    try {
      const refusal = this.#refusal(longestPauseMs);
      if (refusal !== undefined) return { performed: false, reason: refusal };
      if (!turn.take()) {
        return { performed: false, reason: 'Another process takes heap snapshots to find a holder now.' };
      }
      const written = await taker.take({ directory });
      if (!written.performed) {
        if (this.#files.length === 0) turn.end();
        return written;
      }
      if (signal.aborted) await rm(written.path, { force: true });
      else this.#files.push(written.path);
      return { performed: true, pauseMs: written.durationMs };
    } catch (error) {
      return { performed: false, reason: `A heap snapshot cannot be taken: ${(error as Error).message}.` };
    }
  }

  async find(): Promise<HolderSearch> {
    const { analyst } = this.#options;
    const files = this.#files;
    try {
      const result = await analyst.analyze({ kind: 'diff', files }, { signal: this.#stop.signal });
      if (result.kind !== 'diff') return { performed: false, reason: 'Something else was analysed.' };
      const holders = result.report.suspects.filter(({ share }) => share >= leastShare).map(holderOf);
      return { performed: true, snapshots: files.length, holders };
    } catch (error) {
      return { performed: false, reason: (error as Error).message };
    } finally {
      analyst.close();
      await this.#forget();
    }
  }

  stop(): void {
    this.#stop.abort(new Error('The search for a holder was given up.'));
    this.#stop = new AbortController();
    this.#options.analyst.close();
    void this.#forget();
  }

  #refusal(longestPauseMs: number): string | undefined {
    const { analyst, taker } = this.#options;
    if (analyst.problem !== undefined) return analyst.problem;
    const { pauseMs } = taker.estimate();
    if (pauseMs.high <= longestPauseMs) return undefined;
    return `A heap snapshot may hold the thread up for ${pauseInWords(pauseMs)}; leakDetection.snapshots.maxPause allows ${durationInWords(longestPauseMs)}.`;
  }

  async #forget(): Promise<void> {
    const files = this.#files;
    this.#files = [];
    await Promise.all(files.map((file) => rm(file, { force: true }).catch(() => undefined)));
    this.#options.turn.end();
  }
}

function holderOf({
  path,
  className,
  objects,
  owner,
  entries,
  share,
  gains: [gain],
  fixIdea,
}: LeakSuspect): FoundHolder {
  return {
    path: objects > 1 ? `${membersInWords(objects, className, owner)}, such as ${path}` : path,
    class: className,
    // Of one of them, where the gain is that of all.
    entries: objects > 1 ? 0 : entries,
    share,
    gained: gain && { name: gain.name, counts: gain.counts },
    fixIdea,
  };
}
