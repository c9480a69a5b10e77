import type { MemoryEvent } from './event.ts';

/** An alert with its evidence, from opening to closing. Times in epoch milliseconds. */
export interface Incident {
  /** Unique within one log; increasing. */
  readonly id: number;
  /** The process's id. */
  readonly processId: string;
  readonly kind: 'leak' | 'threshold';
  /** The leak's id, or what the threshold watches. */
  readonly subject: string;
  /** The worst that was said: `suspected`, `confirmed`, `warning`, `critical`. */
  readonly level: 'suspected' | 'confirmed' | 'warning' | 'critical';
  readonly openedAt: number;
  /** `undefined` while it is open. */
  readonly closedAt: number | undefined;
  readonly closedBy: 'withdrawn' | 'recovered' | 'process gone' | undefined;
  /** What was said of it, oldest first: the first event and the newest ones. */
  readonly events: readonly MemoryEvent[];
}
