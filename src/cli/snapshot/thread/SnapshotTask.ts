import type { CommandContext, Outcome } from '../../CommandContext.ts';
import type { SnapshotOptions } from '../commands.ts';

/** A verb that reads heap snapshots and prints what it finds, as it was typed. */
export type SnapshotTask = { readonly options: SnapshotOptions } & (
  | { readonly verb: 'analyze'; readonly file: string }
  | { readonly verb: 'diff'; readonly files: readonly string[] }
  | { readonly verb: 'retainers'; readonly file: string; readonly id: string }
);

/** Does it in this thread. Each verb is loaded when it is asked for. */
export async function doTask(task: SnapshotTask, context: CommandContext): Promise<Outcome> {
  switch (task.verb) {
    case 'analyze': {
      const { analyzeSnapshot } = await import('../analyzeSnapshot.ts');
      return analyzeSnapshot(task.file, task.options, context);
    }
    case 'diff': {
      const { diffSnapshots } = await import('../diffSnapshots.ts');
      return diffSnapshots(task.files, task.options, context);
    }
    case 'retainers': {
      const { showRetainers } = await import('../showRetainers.ts');
      return showRetainers(task.file, task.id, task.options, context);
    }
  }
}
