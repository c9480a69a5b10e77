import { configurations } from './configuration/configurations.ts';
import type { FuzzSurface } from './FuzzSurface.ts';
import { heapSnapshots } from './heap-snapshot/heapSnapshots.ts';
import { httpRequests } from './http/httpRequests.ts';
import { flights } from './recorder/flights.ts';
import { wireMessages } from './wire/wireMessages.ts';

/** What can be tried, by the names on the command line; `root` is the folder `test/fuzzing`. */
export const surfaces: Readonly<Record<string, (root: string) => FuzzSurface | Promise<FuzzSurface>>> = {
  heap: (root) => heapSnapshots(`${root}/heap-snapshot/corpus`),
  recorder: flights,
  wire: wireMessages,
  http: () => httpRequests('127.0.0.1'),
  'http-open': () => httpRequests('0.0.0.0'),
  configuration: configurations,
};
