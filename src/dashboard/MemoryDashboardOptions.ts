import type { DashboardSource } from './sources/DashboardSource.ts';
import type { ViewAddress } from './ViewAddress.ts';

/** Options of a `MemoryDashboard`. */
export interface MemoryDashboardOptions {
  readonly source: DashboardSource;
  /** What is shown of the past at first, in milliseconds; `Infinity` for everything. @default 300000 */
  readonly spanMs?: number;
  /** Keeps process, range and hidden lines, as `pageAddress()` does. @default nothing is kept */
  readonly address?: ViewAddress;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}
