import type { LeakReport, MemoryKind } from '../wire/event.ts';
import type { LeakSensitivity } from './leakCriteria.ts';

/** What can be said about leaks at this moment. */
export interface LeakVerdict {
  readonly level: 'not-enough-evidence' | 'none' | 'suspected' | 'confirmed';
  readonly memory: MemoryKind;
  readonly sensitivity: LeakSensitivity;
  /** Sentences: what was seen, or what is missing. */
  readonly reasons: readonly string[];
  /** Readings looked at; those within 10 s of each other count as one. */
  readonly readings: number;
  /** How far back the look reached, in milliseconds. */
  readonly windowMs: number;
  /** Robust slope; `undefined` while there are too few readings for one. */
  readonly rateBytesPerSecond: number | undefined;
  /** Growth by that slope over the readings; `undefined` likewise. */
  readonly grownBytes: number | undefined;
  /** The slope in standard errors; `undefined` likewise. */
  readonly significance: number | undefined;
  /** The leak, where one is suspected or confirmed. */
  readonly report: LeakReport | undefined;
}
