import { dirname } from 'node:path';
import { type FlightFiles, flightFiles } from '../FlightFiles.ts';
import { rawReportPath, reportFolder } from './reportPaths.ts';

/** What Node.js leaves when it cannot go on: `process.report`. */
export type ReportSettings = Pick<
  NonNullable<NodeJS.Process['report']>,
  'directory' | 'filename' | 'reportOnFatalError' | 'reportOnSignal' | 'reportOnUncaughtException'
>;

const othersMayEnter = 0o077;

/**
 * Has V8 leave a report where its heap runs full, beside a flight and in a folder of this user alone: of what fills the heap
 * within one turn of the event loop nothing else can tell. Where somebody has set reports up, all is left as it is. Never
 * throws. Returns a function that calls it off.
 *
 * What is left holds the environment, unless Node.js was started with `--report-exclude-env`: `cleanReports` takes it out.
 */
export function armFatalReport(
  report: ReportSettings | undefined,
  flightPath: string,
  files: FlightFiles = flightFiles,
): () => void {
  const nothing = (): void => undefined;
  try {
    if (report === undefined || isSetUp(report) || !isOwnFolder(reportFolder(dirname(flightPath)), files))
      return nothing;
    const path = rawReportPath(flightPath);
    // Not its directory: what the application writes under a name of its own stays where it was.
    report.filename = path;
    report.reportOnFatalError = true;
    return () => {
      if (report.filename !== path) return;
      report.filename = '';
      report.reportOnFatalError = false;
    };
  } catch {
    return nothing;
  }
}

function isSetUp(report: ReportSettings): boolean {
  const { directory, filename, reportOnFatalError, reportOnSignal, reportOnUncaughtException } = report;
  return (
    reportOnFatalError || reportOnSignal || reportOnUncaughtException || directory !== '' || filename !== ''
  );
}

/** Node.js makes reports that others may read, so that the folder must keep them out. */
function isOwnFolder(path: string, files: FlightFiles): boolean {
  try {
    files.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
  }
  const facts = files.lstatSync(path);
  const user = process.getuid?.();
  if (!facts.isDirectory()) return false;
  return user === undefined || (facts.uid === user && (facts.mode & othersMayEnter) === 0);
}
