import type { ProcessSummary } from '../wire/process.ts';
import type { PageParts } from '../wire/reportDocument.ts';
import type { DashboardFeed } from './DashboardFeed.ts';
import type { DashboardSource } from './sources/DashboardSource.ts';
import type { ViewAddress } from './ViewAddress.ts';

/** What is shown of the past at first, in milliseconds. */
export const defaultSpanMs: number = 300_000;

/** What acts on the process that is shown. */
export interface Tools {
  update(process: ProcessSummary | undefined): void;
}

/** Loads tools and puts them into a place. */
export type OpenTools = (place: HTMLElement) => Promise<Tools>;

/** Fetches what an HTML file of the dashboard is made of. */
export type FetchReportParts = () => Promise<PageParts>;

/** Options of a `MemoryDashboard`. */
export interface MemoryDashboardOptions {
  /** Where the data come from, or what has begun already to fetch them from there. */
  readonly source: DashboardSource | DashboardFeed;
  /** What is shown of the past at first, in milliseconds; `Infinity` for everything. @default 300000 */
  readonly spanMs?: number;
  /** Keeps process, range and hidden lines, as `pageAddress()` does. @default nothing is kept */
  readonly address?: ViewAddress;
  /** Acts on the processes, as `serverTools()` does. @default nothing is offered */
  readonly tools?: OpenTools;
  /** Lets what is shown be saved as an HTML file, as `serverReport()` does. @default it is not offered */
  readonly report?: FetchReportParts | undefined;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}
