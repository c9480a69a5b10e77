import { flightFiles } from './FlightFiles.ts';

/** The number of a folder in its file system; `undefined` where it is not there. */
export function inodeOf(path: string): number | undefined {
  try {
    return flightFiles.lstatSync(path).ino;
  } catch {
    return undefined;
  }
}
