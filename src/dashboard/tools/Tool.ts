import type { ProcessSummary } from '../../wire/process.ts';

/** One of the tools, as a tab shows it. */
export interface Tool {
  readonly element: HTMLElement;
  /** Is shown, for this process; called again when it becomes another. */
  show(process: ProcessSummary): void;
  /** Is shown no more. */
  hide?(): void;
}
