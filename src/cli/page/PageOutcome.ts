import type { DetachedGrowth, KindGrowth } from '../../page/pageGrowth.ts';
import type { PageSite } from '../../page/RetainedSites.ts';
import type { RoundTrip } from '../../page/roundTrips.ts';

/** What is known of a page when its round trips are over, or were ended. */
export interface PageOutcome {
  readonly url: string;
  /** As the browser calls itself: `Chrome/156.0.8078.79`. */
  readonly browser: string;
  readonly scenario: string | undefined;
  readonly intervalMs: number;
  readonly trips: readonly RoundTrip[];
  readonly growth: readonly KindGrowth[];
  readonly detached: readonly DetachedGrowth[];
  readonly sites: readonly PageSite[];
}
