import { join } from 'node:path';
import type { HolderFinder } from '../../sampling/HolderFinder.ts';
import { SnapshotAnalyst } from '../analyst/SnapshotAnalyst.ts';
import { HeapSnapshotTaker } from '../heap-snapshot/taking/HeapSnapshotTaker.ts';
import { memoryRoom } from '../heap-snapshot/taking/headroom.ts';
import { snapshotDirectory } from '../snapshots/snapshotDirectory.ts';
import { HolderSnapshots } from './HolderSnapshots.ts';
import { SearchTurn } from './SearchTurn.ts';

/** Options of {@link snapshotHolders}. */
export interface SnapshotHoldersSettings {
  /** Where the snapshots are, for as long as they are needed; nothing else may be there. @default a folder for temporary files */
  readonly directory?: string | undefined;
  /** Milliseconds between two snapshots, of whoever asks for them. @default 120_000 */
  readonly intervalMs?: number | undefined;
}

const patienceMs = 1_800_000;

/** Finds out who holds what grows in this thread, for `new MemoryMonitor({ holderFinder })`. */
export function snapshotHolders({
  directory = join(snapshotDirectory(), 'holders'),
  intervalMs = 120_000,
}: SnapshotHoldersSettings = {}): HolderFinder {
  return new HolderSnapshots({
    directory,
    turn: new SearchTurn({ directory, staleMs: intervalMs + patienceMs }),
    analyst: new SnapshotAnalyst({ freeBytes: () => memoryRoom().freeBytes }),
    taker: new HeapSnapshotTaker(),
  });
}
