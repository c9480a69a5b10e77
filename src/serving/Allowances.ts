import { RateLimit } from '../monitoring/RateLimit.ts';
import { TidemarkError } from '../TidemarkError.ts';

/**
 * How often each is done. Ten dashboards that open at once read less, and nobody presses a button more often; a process that
 * serves itself has other work to do. Files of the page need no token: whoever asks for many takes nothing from the others.
 */
const usual = {
  files: { perSecond: 100, most: 500 },
  readings: { perSecond: 100, most: 500 },
  actions: { perSecond: 2, most: 20 },
} as const;

/** What a server does for all who ask it, in a second. What was not let in is not counted. */
export class Allowances {
  readonly #left: Readonly<Record<keyof typeof usual, RateLimit>>;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#left = {
      files: new RateLimit({ ...usual.files, now }),
      readings: new RateLimit({ ...usual.readings, now }),
      actions: new RateLimit({ ...usual.actions, now }),
    };
  }

  /** @throws TidemarkError `TOO_MANY_REQUESTS` */
  take(kind: keyof typeof usual): void {
    if (this.#left[kind].take()) return;
    const rule = `at most ${usual[kind].perSecond} a second, for longer than a moment`;
    throw new TidemarkError('TOO_MANY_REQUESTS', `requests must be ${rule}`, { option: 'requests', rule });
  }
}
