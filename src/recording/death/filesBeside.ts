import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FlightHeader } from '../flightFormat.ts';
import { reportPath } from '../reports/reportPaths.ts';

/** As Node.js and V8 name what they leave: diagnostic reports, heap snapshots near the limit, heap and CPU profiles. */
const left =
  /^(?:report|Heap|CPU)\.\d{8}\.\d{6}\.(\d+)\.\d+\.\d+\.(?:json|heapsnapshot|heapprofile|cpuprofile)$/;
const mostFiles = 12;

/**
 * What Node.js has left of a process, in the folder that it was started in and beside its flight, and the report that
 * Tidemark has had V8 leave: paths, oldest first,
 * 12 at most. Whose a file is says the process's number in its name; older ones are of another with that number.
 */
export function filesBeside(flightPath: string, { directory, process }: FlightHeader): string[] {
  const folders = new Set([directory, dirname(flightPath)]);
  const found = [...folders]
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    .filter((path) => {
      const [, pid] = left.exec(basename(path)) ?? [];
      return Number(pid) === process.pid;
    });
  return [reportPath(flightPath), ...found]
    .map((path) => ({ path, time: changedAt(path) }))
    .filter(({ time }) => time >= process.startedAt)
    .sort((one, other) => one.time - other.time)
    .slice(0, mostFiles)
    .map(({ path }) => path);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function changedAt(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return Number.NaN;
  }
}
