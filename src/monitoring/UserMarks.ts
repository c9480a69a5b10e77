import { invalidOption } from '../TidemarkError.ts';
import { longestLabel, type MemoryMark } from '../wire/event.ts';
import type { FaultLog } from './FaultLog.ts';
import { RateLimit } from './RateLimit.ts';

/** What {@link UserMarks} works with. */
export interface UserMarksOptions {
  /** Tells everybody of a mark that is taken. */
  readonly tell: (mark: MemoryMark) => void;
  readonly faults: FaultLog;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

const usualMarks = { perSecond: 1 / 6, most: 10 };

/**
 * What an application marks on the time axis. It may mark in a loop by mistake: after ten marks at once, one in six
 * seconds is taken, and the others are told to nobody.
 */
export class UserMarks {
  readonly #options: UserMarksOptions;
  readonly #limit: RateLimit;

  constructor(options: UserMarksOptions) {
    this.#options = options;
    this.#limit = new RateLimit({ ...usualMarks, now: options.now });
  }

  /** Whether it was taken. Never throws: of what is no label the logger hears. */
  mark(label: unknown): boolean {
    const { tell, faults } = this.#options;
    const text = typeof label === 'string' ? tidy(label) : '';
    if (text === '') {
      faults.report('mark', invalidOption('label', 'a text that is not empty', label));
      return false;
    }
    if (!this.#limit.take()) return false;
    tell({ label: text });
    return true;
  }
}

/** In one line, and of bounded length. */
function tidy(label: string): string {
  const line = label
    .slice(0, 4 * longestLabel)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const letters = [...line];
  return letters.length > longestLabel ? `${letters.slice(0, longestLabel - 1).join('')}…` : line;
}
