import type { DashboardFeed } from './DashboardFeed.ts';
import { liveSizeCourse } from './model/liveSize.ts';
import { type Verdict, verdictOf } from './model/verdict.ts';

/** The verdict on the process that is shown, as of now. */
export function verdictNow({
  selected,
  events,
  store,
}: Pick<DashboardFeed, 'selected' | 'events' | 'store'>): Verdict {
  if (selected === undefined) return { tone: 'quiet', headline: 'Nothing to watch yet', details: [] };
  return verdictOf({
    process: selected,
    events,
    liveSize: liveSizeCourse(store),
    nowMs: store.extent?.lastMs,
  });
}
