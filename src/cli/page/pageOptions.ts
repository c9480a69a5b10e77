import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { duration } from '../../configuration/kinds.ts';
import { fewestRoundTrips } from '../../page/pageGrowth.ts';
import { invalidOption } from '../../TidemarkError.ts';

/** The options of `tidemark page`, as they were typed. */
export interface PageOptions {
  readonly scenario?: string;
  readonly roundTrips?: string;
  readonly warmUp?: string;
  readonly interval?: string;
  readonly timeout?: string;
  readonly attach?: string;
  readonly browser?: string;
  readonly browserFlag?: readonly string[];
  readonly show?: boolean;
  readonly json?: boolean;
  readonly failOnGrowth?: boolean;
}

/** What `tidemark page` makes of them. */
export interface PageSettings {
  readonly scenario: string | undefined;
  /** Infinite where there is no scenario and nobody has said how many. */
  readonly roundTrips: number;
  readonly warmUp: number;
  /** How long the page is left alone between two looks, where there is no scenario. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly attach: string | undefined;
  readonly browser: string | undefined;
  readonly browserFlags: readonly string[];
  readonly isShown: boolean;
  readonly json: boolean;
  readonly failOnGrowth: boolean;
}

const mostRoundTrips = 10_000;
const usualRoundTrips = 12;
const usualWarmUp = 3;
const times = duration(100, 3_600_000);

/** @throws TidemarkError `INVALID_OPTION` */
export function pageSettings(options: PageOptions): PageSettings {
  const { scenario, attach, browser, browserFlag = [], show = false } = options;
  if (options.interval !== undefined && scenario !== undefined) {
    throw invalidOption(
      '--interval',
      'left out with --scenario, which says itself what it waits for',
      options.interval,
    );
  }
  if (attach !== undefined && !/^(https?|wss?):\/\/./.test(attach)) {
    throw invalidOption('--attach', 'an address such as http://127.0.0.1:9222', attach);
  }
  for (const [name, value] of [
    ['--browser', browser],
    ['--show', show || undefined],
    ['--browser-flag', browserFlag[0]],
  ] as const) {
    if (attach !== undefined && value !== undefined) {
      throw invalidOption(name, 'left out with --attach, where no browser is started', value);
    }
  }
  return {
    scenario,
    roundTrips:
      options.roundTrips === undefined
        ? scenario === undefined
          ? Number.POSITIVE_INFINITY
          : usualRoundTrips
        : countOf('--round-trips', fewestRoundTrips, options.roundTrips),
    warmUp: options.warmUp === undefined ? usualWarmUp : countOf('--warm-up', 0, options.warmUp),
    intervalMs: timeOf('--interval', options.interval, 2_000),
    timeoutMs: timeOf('--timeout', options.timeout, 30_000),
    attach,
    browser,
    browserFlags: browserFlag,
    isShown: show,
    json: options.json ?? false,
    failOnGrowth: options.failOnGrowth ?? false,
  };
}

/**
 * Where a page is: a whole address, one without its scheme (`localhost:3000`), or a file.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function pageAddress(given: string | undefined, directory: string): string {
  if (given === undefined) {
    throw invalidOption('url', 'given, here or by the scenario', given);
  }
  if (/^(https?|file|data|about):/i.test(given) && URL.canParse(given)) return given;
  const path = resolve(directory, given);
  if (existsSync(path)) return pathToFileURL(path).href;
  const address = `http://${given}`;
  if (/^[a-z]+:\/\//i.test(given) || !URL.canParse(address)) {
    throw invalidOption('url', 'the address of a page, such as http://localhost:3000, or a file', given);
  }
  return address;
}

function countOf(option: string, least: number, given: string): number {
  const count = /^\d{1,6}$/.test(given) ? Number(given) : Number.NaN;
  if (count >= least && count <= mostRoundTrips) return count;
  throw invalidOption(option, `a whole number from ${least} to ${mostRoundTrips}`, given);
}

function timeOf(option: string, given: string | undefined, usualMs: number): number {
  if (given === undefined) return usualMs;
  const value = times.convert(times.fromVariable(given));
  if (!times.accepts(value)) throw invalidOption(option, times.rule, given);
  return value as number;
}
