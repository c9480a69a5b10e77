import { tmpdir } from 'node:os';
import type { Browser } from '../../page/Browser.ts';
import { findBrowser } from '../../page/findBrowser.ts';
import { loadScenario } from '../../page/loadScenario.ts';
import type { RoundTrip } from '../../page/roundTrips.ts';
import { startBrowser } from '../../page/startBrowser.ts';
import { type CommandContext, exitCodes, type Outcome } from '../CommandContext.ts';
import { Interruption } from '../Interruption.ts';
import { Progress } from '../Progress.ts';
import { Terminal } from '../Terminal.ts';
import { drivePage } from './drivePage.ts';
import type { PageOutcome } from './PageOutcome.ts';
import { pageJson } from './pageJson.ts';
import { type PageOptions, type PageSettings, pageAddress, pageSettings } from './pageOptions.ts';
import { PageTable } from './pageRows.ts';
import { pageVerdict } from './pageSentences.ts';
import { removeLeftProfiles } from './removeLeftProfiles.ts';

const usualWidth = 80;

/**
 * `tidemark page [url]`: drives a page in Chromium, repeats a scenario, and tells what grows with every round trip.
 *
 * @throws TidemarkError `BROWSER_UNAVAILABLE`, `PAGE_FAILED`, `SCENARIO_FAILED`, `FILE_UNREADABLE`, `INVALID_OPTION`
 */
export async function pageCommand(
  given: string | undefined,
  options: PageOptions,
  context: CommandContext,
): Promise<Outcome> {
  const settings = pageSettings(options);
  const { directory, signals, stdout, stderr } = context;
  const scenario =
    settings.scenario === undefined ? undefined : await loadScenario(settings.scenario, directory);
  const url = pageAddress(given ?? scenario?.url, directory);
  const interruption = new Interruption(signals);
  const unread = new AbortController();
  const stop = (): void => unread.abort();
  stdout.on?.('error', stop);
  const signal = AbortSignal.any([interruption.signal, unread.signal]);
  const closing: Promise<void>[] = [];
  const progress = progressOf(settings, context);
  let browser: Browser | undefined;
  // What waits for the browser then has an answer.
  const close = (): void => {
    if (browser !== undefined) closing.push(browser.close());
  };
  try {
    browser = await openBrowser(settings, context);
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) return endOf(interruption, settings);
    const rows = settings.json ? stderr : stdout;
    const onTrip = tell(browser.name, url, settings, context, { rows, progress });
    const outcome = await drivePage({ browser, url, scenario, settings, signal, onTrip });
    progress.end();
    if (unread.signal.aborted) return { exitCode: 0 };
    conclude(outcome, settings, context);
    if (signal.aborted) return endOf(interruption, settings);
    const isFound = outcome.growth.some(({ verdict }) => verdict === 'growing');
    return { exitCode: isFound && settings.failOnGrowth ? exitCodes.found : 0 };
  } finally {
    progress.end();
    signal.removeEventListener('abort', close);
    if (closing.length === 0) close();
    await Promise.all(closing);
    stdout.off?.('error', stop);
    interruption.close();
  }
}

async function openBrowser(
  { attach, browser, browserFlags, isShown }: PageSettings,
  { environment, platform, atExit }: CommandContext,
): Promise<Browser> {
  if (attach !== undefined) {
    const { attachBrowser } = await import('../../page/attachBrowser.ts');
    return attachBrowser(attach);
  }
  const temporaryFolder = environment.TMPDIR || tmpdir();
  const executablePath = findBrowser({ option: browser, environment, platform });
  await removeLeftProfiles(temporaryFolder);
  return startBrowser({
    executablePath,
    flags: browserFlags,
    isShown,
    temporaryFolder,
    ...(atExit === undefined ? {} : { atExit }),
  });
}

/** How far it has come, of so many round trips; a page that is watched until Ctrl-C has none. */
function progressOf(
  { scenario, roundTrips, warmUp }: PageSettings,
  { stderr, now }: CommandContext,
): Progress {
  const title = scenario === undefined ? 'looking' : 'round trips';
  return new Progress({ output: stderr, now, title, total: warmUp + roundTrips });
}

/** Says what is about to be done; the rows come as they are made. */
function tell(
  name: string,
  url: string,
  { scenario, roundTrips, warmUp, intervalMs }: PageSettings,
  { stderr, environment, now }: CommandContext,
  { rows, progress }: { readonly rows: CommandContext['stdout']; readonly progress: Progress },
): (trip: RoundTrip) => void {
  const isScenario = scenario !== undefined;
  const plan = isScenario
    ? `${warmUp} round trips to warm up, then ${roundTrips}`
    : `left alone, a look every ${intervalMs / 1_000} s${Number.isFinite(roundTrips) ? '' : ' until Ctrl-C'}`;
  new Terminal({ output: stderr, environment, now }).greet(`${url} in ${name}: ${plan}`);
  const table = new PageTable(rows.columns || Number(environment.COLUMNS) || usualWidth);
  rows.write(`${table.head(isScenario)}\n`);
  return (trip) => {
    // It may be a line of the same terminal.
    progress.end();
    rows.write(`${table.row(trip, warmUp)}\n`);
    if (Number.isFinite(roundTrips)) progress.update(trip.number);
  };
}

function conclude(
  outcome: PageOutcome,
  { json }: PageSettings,
  { stdout: output, environment, now }: CommandContext,
): void {
  if (json) {
    output.write(`${pageJson(outcome)}\n`);
    return;
  }
  const { tone, heading, text, sentences } = pageVerdict(outcome);
  new Terminal({ output, environment, now }).say(tone, heading, text, sentences);
}

/** Ctrl-C is how a look at a page without an end is ended. */
function endOf({ received }: Interruption, { roundTrips, scenario }: PageSettings): Outcome {
  const isUsual = scenario === undefined && !Number.isFinite(roundTrips) && received === 'SIGINT';
  return isUsual ? { exitCode: 0 } : { signal: received ?? 'SIGINT' };
}
