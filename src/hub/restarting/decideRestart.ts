import { isShortLife, lastHour, loopLives } from '../../pressure/recycling/decideRecycling.ts';
import type { ApplicationExit } from '../runApplication.ts';

/** A life that has ended, and what there was before it. Times in milliseconds of one clock. */
export interface EndedLife {
  readonly time: number;
  readonly exit: ApplicationExit;
  readonly livedMs: number;
  /** Whether somebody has asked the application to end, by a signal. */
  readonly asked: boolean;
  /** Whether it was ended to be replaced. */
  readonly recycled: boolean;
  /** When replacements were begun, this one not among them. */
  readonly begun: readonly number[];
  /** When lives ended that were too short, this one not among them. */
  readonly shortLives: readonly number[];
  readonly limits: { readonly maxPerHour: number; readonly minAge: number };
}

/** Whether the application is started again, after which delay, or why it is not. */
export type RestartDecision =
  | { readonly restart: true; readonly delayMs: number }
  | { readonly restart: false; readonly because: 'asked' | 'other' | 'budget' | 'crash-loop' };

const firstDelayMs = 1000;
const longestDelayMs = 60_000;
/** How V8 ends a process whose heap is full, and how a kernel ends one: by signal, and as a shell passes it on. */
const memoryEnds: readonly (string | number | null)[] = ['SIGABRT', 'SIGKILL', 134, 137];

/**
 * An application is started again that was ended to be replaced, or ended the way in which memory ends processes. Not when
 * it ended by itself with any other code, nor when it was asked to end. What has died is not started again beyond `maxPerHour`,
 * nor after three short lives within an hour; after a short life it waits: 1 s, then 2 s.
 */
export function decideRestart(life: EndedLife): RestartDecision {
  const { time, exit, livedMs, asked, recycled, begun, limits } = life;
  if (asked) return { restart: false, because: 'asked' };
  // Whether it may be replaced was asked before it was ended.
  if (recycled) return { restart: true, delayMs: 0 };
  if (!isMemoryEnd(exit)) return { restart: false, because: 'other' };
  const short = lastHour(life.shortLives, time).length + (isShortLife(livedMs, limits) ? 1 : 0);
  if (short >= loopLives) return { restart: false, because: 'crash-loop' };
  if (lastHour(begun, time).length >= limits.maxPerHour) return { restart: false, because: 'budget' };
  const delayMs = short === 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (short - 1));
  return { restart: true, delayMs };
}

function isMemoryEnd({ code, signal }: ApplicationExit): boolean {
  return memoryEnds.includes(signal ?? code);
}
