import type { DashboardFeed } from './DashboardFeed.ts';
import type { ExportedChart, WindowExport } from './exports/WindowExport.ts';
import { known } from './model/brush.ts';
import type { TimeWindow } from './model/TimeWindow.ts';
import { verdictNow } from './verdictNow.ts';

/** What is saved of the window that is shown; `undefined` before the first sample. */
export function exportedWindow(
  feed: DashboardFeed,
  window: TimeWindow,
  look: { readonly charts: readonly ExportedChart[]; readonly colour: (name: string) => string },
  nowMs: number,
): WindowExport | undefined {
  const { selected, store, events, source } = feed;
  const { extent } = store;
  if (selected === undefined || extent === undefined) return undefined;
  const { headline } = verdictNow(feed);
  const range = known(window.range(extent), extent);
  return {
    process: selected,
    store,
    range,
    events,
    headline,
    ...look,
    nowMs,
    samplesOnly: source.samplesOnly,
  };
}
