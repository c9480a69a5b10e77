import type { HeapSnapshotTaker } from '../profiling/heap-snapshot/taking/HeapSnapshotTaker.ts';
import type { TestAnalyst } from './inProcessAnalyst.ts';

/** What takes heap snapshots, and looks into them. */
export interface SnapshotTools {
  /** Where the snapshots are until they have been looked into; it is removed. */
  readonly directory: string;
  readonly taker: Pick<HeapSnapshotTaker, 'take' | 'estimate'>;
  readonly analyst: TestAnalyst;
}
