import type { DashboardFeed } from './DashboardFeed.ts';
import type { ExportedChart, WindowExport } from './exports/WindowExport.ts';
import { known } from './model/brush.ts';
import type { TimeWindow } from './model/TimeWindow.ts';
import { verdictNow } from './verdictNow.ts';

/** What is saved of the window that is shown; `undefined` before the first sample. */
export function exportedWindow(
  { selected, store, events }: DashboardFeed,
  window: TimeWindow,
  look: { readonly charts: readonly ExportedChart[]; readonly colour: (name: string) => string },
  nowMs: number,
): WindowExport | undefined {
  const { extent } = store;
  if (selected === undefined || extent === undefined) return undefined;
  const { headline } = verdictNow({ selected, store, events });
  const range = known(window.range(extent), extent);
  return { process: selected, store, range, events, headline, ...look, nowMs };
}
