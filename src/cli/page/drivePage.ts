import type { Browser } from '../../page/Browser.ts';
import { DrivenPage } from '../../page/DrivenPage.ts';
import { PageReader } from '../../page/PageReader.ts';
import { PageTarget } from '../../page/PageTarget.ts';
import { detachedGrowth, pageGrowth } from '../../page/pageGrowth.ts';
import { type PageSite, RetainedSites } from '../../page/RetainedSites.ts';
import { type RoundTrip, roundTrips } from '../../page/roundTrips.ts';
import type { Scenario } from '../../page/ScenarioPage.ts';
import type { PageOutcome } from './PageOutcome.ts';
import type { PageSettings } from './pageOptions.ts';

/** What {@link drivePage} needs. */
export interface DriveOptions {
  readonly browser: Browser;
  readonly url: string;
  readonly scenario: Scenario | undefined;
  readonly settings: PageSettings;
  /** Ends it between two round trips, or within one. */
  readonly signal: AbortSignal;
  readonly onTrip: (trip: RoundTrip) => void;
}

/** Of a page that is watched for long, so many looks are judged: the newest. */
const mostJudged = 240;

/**
 * Opens a page, repeats the scenario, or leaves the page alone where there is none, and judges what has grown. What was
 * aborted is judged as far as it came.
 *
 * @throws TidemarkError `PAGE_FAILED` or `SCENARIO_FAILED`
 */
export async function drivePage(options: DriveOptions): Promise<PageOutcome> {
  const { browser, url, scenario, settings, signal, onTrip } = options;
  const { warmUp, roundTrips: count, timeoutMs, intervalMs } = settings;
  const trips: RoundTrip[] = [];
  let found: readonly PageSite[] = [];
  try {
    const target = await PageTarget.open(browser);
    const page = new DrivenPage({ target, url, timeoutMs });
    const sites = new RetainedSites(target);
    await page.goto(url);
    const made = roundTrips({
      target,
      page,
      reader: new PageReader(target),
      scenario: scenario ?? { action: () => page.waitFor(intervalMs) },
      warmUp,
      count,
      onWarm: () => sites.start(),
      signal,
      now: () => performance.now(),
    });
    for await (const trip of made) {
      trips.push(trip);
      if (trips.length > mostJudged) trips.shift();
      onTrip(trip);
      if (trip.number > warmUp) found = await sites.read();
    }
    await target.close();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  const judged = trips.filter(({ isWarmUp }) => !isWarmUp).map(({ reading }) => reading);
  return {
    url,
    browser: browser.name,
    scenario: settings.scenario,
    intervalMs,
    trips,
    growth: pageGrowth(judged),
    detached: detachedGrowth(judged),
    sites: found,
  };
}
