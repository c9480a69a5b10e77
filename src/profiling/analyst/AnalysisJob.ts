import type { TidemarkErrorCode } from '../../TidemarkError.ts';
import type { AnalysisKind, AnalysisProgress, AnalysisResult } from '../../wire/snapshot.ts';

/** What is to be found out of which snapshots. */
export interface AnalysisJob {
  readonly kind: AnalysisKind;
  /** Paths, in the order in which the snapshots were taken: two or three for `diff`, else one. */
  readonly files: readonly string[];
  /** Number of the object whose holders are asked for. */
  readonly object?: number | undefined;
}

/** What has been read so far; pace and estimate are for whoever has a clock. */
export type ReadingProgress = Omit<AnalysisProgress, 'bytesPerSecond' | 'remainingMs'>;

/** What the process of the analyst says. */
export type AnalystMessage =
  | { readonly type: 'progress'; readonly progress: ReadingProgress; readonly rssBytes: number }
  | { readonly type: 'done'; readonly result: AnalysisResult }
  | { readonly type: 'failed'; readonly problem: string; readonly code: TidemarkErrorCode };
