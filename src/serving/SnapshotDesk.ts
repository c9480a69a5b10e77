import type { DashboardMessage } from '../wire/message.ts';
import type { Analysis, AnalysisKind, AnalysisResult, SnapshotEntry } from '../wire/snapshot.ts';

/** What is asked of snapshots, which are named by the ids of their list. */
export interface AnalysisRequest {
  readonly kind: AnalysisKind;
  readonly snapshots: readonly string[];
  /** For `retainers`: the number of the object. */
  readonly object?: number | undefined;
}

/** What the server asks of whoever has heap snapshots and can analyse them: the hub. */
export interface SnapshotDesk {
  /** Those that are there, newest first. */
  snapshots(): Promise<readonly SnapshotEntry[]>;
  /**
   * Has something found out: at once, when others are done, or not again where it is known already.
   *
   * @throws TidemarkError `NOT_FOUND` for an id that no snapshot has, `TOO_MANY_ANALYSES`; as a rejection
   */
  ask(request: AnalysisRequest): Promise<Analysis>;
  /** Those that wait, run, or have ended not long ago; oldest first. */
  analyses(): readonly Analysis[];
  /** What an analysis has found; `undefined` for an id that nobody knows, and without a `result` until it is done. */
  outcome(
    id: string,
  ): { readonly analysis: Analysis; readonly result: AnalysisResult | undefined } | undefined;
  /** Calls an analysis off; one that has ended stays as it is. `undefined` for an id that nobody knows. */
  cancel(id: string): Analysis | undefined;
  /** Tells how analyses are getting on. Returns an unsubscribe function. */
  subscribe(listener: (message: DashboardMessage) => void): () => void;
}
