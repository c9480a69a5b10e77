import { basename, dirname, join } from 'node:path';

/** How the name of a report ends that V8 has just left, with all that Node.js puts into it. */
export const rawEnding = '.raw.json';

/** Where the reports of the flights in a folder are. */
export function reportFolder(directory: string): string {
  return join(directory, 'reports');
}

/** Where V8 leaves the report of the process that a flight is of. */
export function rawReportPath(flightPath: string): string {
  return join(reportFolder(dirname(flightPath)), `${baseOf(flightPath)}${rawEnding}`);
}

/** Where it is once nothing is in it any more that nobody should read. */
export function reportPath(flightPath: string): string {
  return join(reportFolder(dirname(flightPath)), `${baseOf(flightPath)}.json`);
}

/** The same in every state of a flight. */
function baseOf(flightPath: string): string {
  return basename(flightPath).replace(/(?:\.(?:ended|seen))?\.flight$/, '');
}
