import type { TidemarkErrorCode, TidemarkErrorDetails } from '../../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../../CommandContext.ts';
import type { ProgressStage } from '../../Progress.ts';
import type { SnapshotTask } from './SnapshotTask.ts';

/** What a thread is given at its start. */
export interface ThreadOrder {
  readonly task: SnapshotTask;
  readonly surroundings: Pick<CommandContext, 'environment' | 'directory' | 'platform' | 'execPath'>;
  readonly columns: number | undefined;
}

/** What a thread says. */
export type ThreadMessage =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'stage'; readonly stage: ProgressStage }
  | { readonly type: 'done'; readonly done: number; readonly words: string | undefined }
  | { readonly type: 'stage-end' }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  | {
      readonly type: 'refused';
      readonly code: TidemarkErrorCode;
      readonly message: string;
      readonly details: Omit<TidemarkErrorDetails, 'cause'>;
    }
  | { readonly type: 'defect'; readonly error: unknown };
