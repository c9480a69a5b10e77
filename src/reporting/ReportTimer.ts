import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../monitoring/Logger.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import { invalidOption } from '../TidemarkError.ts';
import { checkedFormat, endingOf, type ReportFormat } from './formats.ts';

/** When and where reports are written. */
export interface ScheduleOptions {
  /** Milliseconds between two reports, from a minute to 24 days. */
  readonly everyMs: number;
  /** A folder; it is made where there is none. */
  readonly folder: string;
  /** @default 'html' */
  readonly format?: ReportFormat;
  /** How many of them stay in the folder. @default 48 */
  readonly keep?: number;
}

/** Reports that are written every so often. */
export interface ReportSchedule {
  /** The last file written. */
  readonly lastPath: string | undefined;
  /** Ends it. Does nothing a second time. */
  stop(): void;
}

/** What a {@link ReportTimer} works with. */
export interface ReportTimerSurroundings {
  write(
    path: string,
    options: { readonly format: ReportFormat; readonly durationMs: number },
  ): Promise<unknown>;
  /** Parts of the names. */
  readonly process: { readonly name: string; readonly id: string };
  readonly logger: Logger | undefined;
  readonly now: () => number;
  readonly timers: Timers;
  readonly stopped: () => void;
}

const shortestMs = 60_000;
/** What a timer can hold. */
const longestMs = 2 ** 31 - 1;

/** Writes a report at an interval, and removes the oldest ones. */
export class ReportTimer implements ReportSchedule {
  readonly #everyMs: number;
  readonly #folder: string;
  readonly #format: ReportFormat;
  readonly #keep: number;
  readonly #surroundings: ReportTimerSurroundings;
  readonly #name: string;
  #handle: unknown;
  #stopped = false;
  #lastPath: string | undefined;

  /** @throws TidemarkError `INVALID_OPTION` */
  constructor(
    { everyMs, folder, format = 'html', keep = 48 }: ScheduleOptions,
    surroundings: ReportTimerSurroundings,
  ) {
    if (!(everyMs >= shortestMs && everyMs <= longestMs)) {
      throw invalidOption('everyMs', `milliseconds from ${shortestMs} to ${longestMs}`, everyMs);
    }
    if (typeof folder !== 'string' || folder === '')
      throw invalidOption('folder', 'the path of a folder', folder);
    if (!(Number.isInteger(keep) && keep >= 1))
      throw invalidOption('keep', 'a whole number, 1 or more', keep);
    this.#everyMs = everyMs;
    this.#folder = folder;
    this.#format = checkedFormat(format);
    this.#keep = keep;
    this.#surroundings = surroundings;
    this.#name = `tidemark-${surroundings.process.name.replace(/[^\w.-]+/g, '-')}`;
    this.#order();
  }

  get lastPath(): string | undefined {
    return this.#lastPath;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#surroundings.timers.clearTimeout(this.#handle);
    this.#surroundings.stopped();
  }

  #order(): void {
    this.#handle = this.#surroundings.timers.setTimeout(() => void this.#run(), this.#everyMs);
    (this.#handle as { unref?: () => void } | undefined)?.unref?.();
  }

  async #run(): Promise<void> {
    const { write, now, logger, process } = this.#surroundings;
    // The next one is ordered first, so that reports do not drift by what writing takes.
    this.#order();
    const moment = new Date(now()).toISOString().replace(/[:.]/g, '-');
    const path = join(this.#folder, `${this.#name}-${moment}-${process.id}${endingOf(this.#format)}`);
    try {
      await write(path, { format: this.#format, durationMs: this.#everyMs });
      this.#lastPath = path;
      await this.#removeOldest();
    } catch (error) {
      logger?.warn('tidemark: a scheduled report could not be written', error);
    }
  }

  /** Those of every process of this name. The time stands before the process, so that their order is that of their age. */
  async #removeOldest(): Promise<void> {
    const own = (await readdir(this.#folder)).filter((name) => this.#isOwn(name));
    for (const name of own.sort().slice(0, -this.#keep)) await rm(join(this.#folder, name), { force: true });
  }

  #isOwn(name: string): boolean {
    const ending = endingOf(this.#format);
    if (!name.startsWith(`${this.#name}-`) || !name.endsWith(ending)) return false;
    return /^\d{4}-\d\d-\d\dT[\d-]+Z-[\w.]+$/.test(name.slice(this.#name.length + 1, -ending.length));
  }
}
