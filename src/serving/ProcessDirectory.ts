import type { HistoryRange } from '../sampling/SampleHistory.ts';
import type { ProcessAnswer, ProcessCall } from '../wire/call.ts';
import type { Incident } from '../wire/incident.ts';
import type { DashboardMessage, HistoryAnswer } from '../wire/message.ts';
import type { ProcessSummary } from '../wire/process.ts';
import type { SnapshotOrder, TakingNews } from '../wire/snapshotTaking.ts';

/** What the server asks of whoever knows the processes: the hub for many, an agent for its own one. */
export interface ProcessDirectory {
  /** All known processes, those that are gone included, oldest first. */
  processes(): readonly ProcessSummary[];
  /** `undefined` for an id that nobody knows. */
  history(id: string, range: HistoryRange): HistoryAnswer | undefined;
  /** Open incidents and closed ones, newest first. */
  incidents(): readonly Incident[];
  /**
   * Has a process take a heap snapshot, and tells how that goes on, which may be waited for. Returns a function that calls it off; `undefined` for an
   * id that no process has which could be asked.
   */
  takeSnapshot(
    id: string,
    order: SnapshotOrder,
    tell: (news: TakingNews) => unknown,
  ): (() => void) | undefined;
  /** Calls on a process. Never rejects; `undefined` for an id that no process has which could be asked. */
  call(id: string, call: ProcessCall): Promise<ProcessAnswer> | undefined;
  /** Tells of everything that happens from now on. Returns an unsubscribe function. */
  subscribe(listener: (message: DashboardMessage) => void): () => void;
}
