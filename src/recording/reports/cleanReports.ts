import { join } from 'node:path';
import { wallClock } from '../../sampling/monotoneClock.ts';
import { type FlightFiles, flightFiles } from '../FlightFiles.ts';
import { cleanedReport } from './cleanedReport.ts';
import { rawEnding, reportFolder } from './reportPaths.ts';

/** Of all flights in a folder. */
const mostReports = 16;
const longestBytes = 16 * 1024 ** 2;
/** What is not whole by then never will be: V8 writes it within milliseconds. */
const tornMs = 60_000;

/**
 * Takes environment, arguments and addresses out of the reports that V8 has left beside the flights of a folder, and
 * removes all but the newest 16. Whoever learns that a process has ended, or may have, calls it. Never throws.
 */
export function cleanReports(
  directory: string,
  {
    files = flightFiles,
    now = wallClock,
  }: { readonly files?: FlightFiles; readonly now?: () => number } = {},
): void {
  const folder = reportFolder(directory);
  const names = namesIn(folder, files);
  for (const name of names.filter((one) => one.endsWith(rawEnding))) {
    try {
      clean(join(folder, name), files, now());
    } catch {
      // Somebody else is at it, or the folder cannot be written to.
    }
  }
  // They begin with the start of their processes.
  const reports = namesIn(folder, files).filter((one) => one.endsWith('.json') && !one.endsWith(rawEnding));
  for (const name of reports.toSorted().slice(0, -mostReports)) {
    remove(join(folder, name), files);
  }
}

function remove(path: string, files: FlightFiles): void {
  try {
    files.unlinkSync(path);
  } catch {
    // It is gone.
  }
}

/** A report that can be read as JSON is whole, so that nobody writes to it any more. */
function clean(path: string, files: FlightFiles, now: number): void {
  const { size, mtimeMs } = files.lstatSync(path);
  const text = size > longestBytes ? '' : new TextDecoder().decode(files.readFileSync(path));
  const report = cleanedReport(text);
  if (report === undefined) {
    if (now - mtimeMs > tornMs) files.unlinkSync(path);
    return;
  }
  const base = path.slice(0, -rawEnding.length);
  remove(`${base}.new`, files);
  write(`${base}.new`, JSON.stringify(report, null, 2), files);
  files.renameSync(`${base}.new`, `${base}.json`);
  files.unlinkSync(path);
}

/** Makes the file: what is there already may be a pipe, or a link to somewhere else. */
function write(path: string, text: string, files: FlightFiles): void {
  const bytes = new TextEncoder().encode(text);
  const descriptor = files.openSync(path, 'wx', 0o600);
  try {
    for (let place = 0; place < bytes.length; ) {
      place += files.writeSync(descriptor, bytes, place, bytes.length - place, place);
    }
  } finally {
    files.closeSync(descriptor);
  }
}

function namesIn(folder: string, files: FlightFiles): string[] {
  try {
    return files.readdirSync(folder);
  } catch {
    return [];
  }
}
