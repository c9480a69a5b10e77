import type { Region } from '../flightFormat.ts';

/** Where the watchdog writes: a ring of a flight that is its own. */
export interface WatchdogFile {
  readonly path: string;
  readonly region: Region;
}
