import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { flightFiles } from '../FlightFiles.ts';
import type { FlightHeader } from '../flightFormat.ts';
import { filesBeside } from './filesBeside.ts';

/** What V8 has said as it ended a process, in the diagnostic report that Node.js has left of it. */
export interface FatalError {
  /** `Allocation failed - JavaScript heap out of memory`. */
  readonly event: string;
  readonly isOutOfMemory: boolean;
  /** Name of the report's file. */
  readonly file: string;
}

const longestReportBytes = 16 * 1024 ** 2;
const longestEvent = 200;
const decoder = new TextDecoder();

/** The last report beside a flight of an error that V8 cannot go on after; `undefined` where there is none that can be read. */
export function fatalErrorBeside(flightPath: string, header: FlightHeader): FatalError | undefined {
  const reports = filesBeside(flightPath, header).filter((path) => path.endsWith('.json'));
  return reports.map(fatalErrorIn).findLast((found) => found !== undefined);
}

function fatalErrorIn(path: string): FatalError | undefined {
  try {
    if (statSync(path).size > longestReportBytes) return undefined;
    const { event, trigger } = JSON.parse(decoder.decode(flightFiles.readFileSync(path))).header;
    // Others are written on demand, by a signal, or for an exception, of which the flight itself tells.
    if (typeof event !== 'string' || (trigger !== 'OOMError' && trigger !== 'FatalError')) return undefined;
    const isOutOfMemory = trigger === 'OOMError' || /out of memory/i.test(event);
    return { event: event.slice(0, longestEvent), isOutOfMemory, file: basename(path) };
  } catch {
    return undefined;
  }
}
