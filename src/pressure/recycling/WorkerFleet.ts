import type { RecycledKind } from '../../wire/response.ts';
import type { RecyclingAnswer } from './RecyclingAnswer.ts';
import type { Siblings } from './Siblings.ts';
import type { WorkerCondition } from './WorkerCondition.ts';

/** Workers that do the same work, so that one can stand in for another. */
export interface WorkerFleet {
  readonly kind: Exclude<RecycledKind, 'application'>;
  /** Those that live. */
  members(): readonly FleetMember[];
  /** Tells one that is not well what becomes of that. */
  answer(id: string, answer: RecyclingAnswer): void;
  /** Tells one about the others, where they share a container. */
  tellSiblings?(id: string, siblings: Siblings): void;
  /**
   * Starts one that is to take the place of another, which may have been drained before, and resolves with its id once it serves; with `undefined` where there
   * is one too many already, so that none is needed. Rejects where it does not serve in time, and ends it then.
   */
  startReplacement(id: string, timeoutMs: number): Promise<string | undefined>;
  /** Has one finish its work and end; after `graceMs` it is ended. Resolves when it is gone. */
  drain(id: string, graceMs: number): Promise<DrainOutcome>;
  /** Watches no more. */
  close(): void;
}

/** How one ended that was to be drained: in time, by force, or by itself before. */
export type DrainOutcome = 'finished' | 'killed' | 'gone';

/** One of a fleet. */
export interface FleetMember {
  /** As the hub names it: `4711`, or `4711.2` for a thread. */
  readonly id: string;
  /** When it was started, in milliseconds of the clock that the fleet was given. */
  readonly startedAt: number;
  /** Whether it takes work. */
  readonly serving: boolean;
}

/** Who hears what happens to a fleet. */
export interface FleetListener {
  /** A worker says how it is. */
  reported(id: string, condition: WorkerCondition): void;
  /** A worker has ended; `expected` where it was drained. */
  ended(id: string, livedMs: number, expected: boolean): void;
}
