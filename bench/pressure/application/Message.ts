import type { LevelChange } from '../../../src/pressure/MemoryPressureManagerOptions.ts';
import type { Recycling, StrategyApplied } from '../../../src/wire/response.ts';

/** What a program tells the bench over IPC. */
export type Message =
  /** It listens, or one more of its workers does. */
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'applied'; readonly applied: StrategyApplied }
  | { readonly type: 'level'; readonly change: LevelChange }
  /** A cluster worker has ended that nobody told to. */
  | { readonly type: 'worker died'; readonly code: number | null; readonly signal: string | null }
  /** A step in the replacement of a cluster worker. */
  | { readonly type: 'recycling'; readonly recycling: Recycling };
