import { feed } from './begin.ts';
import { h } from './element.ts';
import { MemoryDashboard } from './MemoryDashboard.ts';
import { serverReport } from './serverReport.ts';
import { serverTools } from './serverTools.ts';
import { pageAddress } from './ViewAddress.ts';

/** What the data may take until the page is shown without them, as it is while it connects. */
const longestBlankMs = 200;

// The browser connects the stream in a task of its own, which would come after all that is made here.
await new Promise((resolve) => setTimeout(resolve));
const place = h('div');
const dashboard = new MemoryDashboard(place, {
  source: feed,
  address: pageAddress(),
  tools: serverTools(''),
  report: serverReport(''),
});
// Shown at once, the page would be laid out twice, and the first chart would wait for it.
await Promise.race([feed.whenLoaded, new Promise((resolve) => setTimeout(resolve, longestBlankMs))]);
document.body.append(...place.children);
// With the first frame, which lays the page out anyway.
requestAnimationFrame(() => dashboard.focus());
