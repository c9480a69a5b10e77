import { dirname } from 'node:path';
import type { Death } from '../../recording/death/Death.ts';
import { deathOf } from '../../recording/death/deathOf.ts';
import { fatalErrorBeside } from '../../recording/death/fatalErrorBeside.ts';
import { filesBeside } from '../../recording/death/filesBeside.ts';
import { oomKillsOf } from '../../recording/earlierDeaths.ts';
import { flightFiles } from '../../recording/FlightFiles.ts';
import { ownSignature } from '../../recording/processSignature.ts';
import { type Flight, readFlight } from '../../recording/readFlight.ts';
import { cleanReports } from '../../recording/reports/cleanReports.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import type { Incident } from '../../wire/incident.ts';
import type { ProcessExit } from '../../wire/process.ts';
import { refuseOtherKind } from '../fileKind.ts';
import { type ProcessReport, reportOfProcess } from '../report/reportOfProcess.ts';
import { FlightSource } from './FlightSource.ts';

/** How a process died, and all that is known of it. */
export interface PostMortem extends ProcessReport {
  readonly path: string;
  readonly flight: Flight;
  readonly death: Death;
  /** Incidents that were open when it ended, newest first. */
  readonly openIncidents: readonly Incident[];
  /** Diagnostic reports, heap snapshots and profiles that Node.js has left of it: paths. */
  readonly beside: readonly string[];
}

/**
 * Reads a flight and says how its process has ended.
 *
 * @param exit where somebody has seen it, besides what is noted in the flight
 * @param lastMs how much of the time before the end is reported, in milliseconds
 * @throws TidemarkError `FILE_UNREADABLE` or `INVALID_RECORDING`
 */
export async function postMortemOf(
  path: string,
  {
    now,
    isAlive,
    lastMs,
    exit,
  }: {
    readonly now: number;
    readonly isAlive: boolean;
    readonly lastMs: number;
    readonly exit?: ProcessExit | undefined;
  },
): Promise<PostMortem> {
  cleanReports(dirname(path));
  const bytes = bytesOf(path);
  refuseOtherKind(bytes, 'flight', path);
  const flight = readFlight(bytes);
  const { header } = flight;
  const death = deathOf(flight, {
    isAlive,
    exit,
    oomKillsNow: oomKillsOf(header, ownSignature(flightFiles)),
    fatalError: fatalErrorBeside(path, header),
  });
  const source = new FlightSource(flight, death);
  const toMs = death.time ?? now;
  const stretch = { process: source.summary(), fromMs: toMs - lastMs, toMs };
  const made = await reportOfProcess(source, stretch, now);
  const openIncidents = source.incidents().filter(({ closedAt }) => closedAt === undefined);
  return { ...made, path, flight, death, openIncidents, beside: filesBeside(path, header) };
}

function bytesOf(path: string): Uint8Array {
  try {
    return flightFiles.readFileSync(path);
  } catch (cause) {
    throw unreadable(path, (cause as Error).message, cause);
  }
}

/** A file that cannot be read, and why. */
export function unreadable(path: string, why: string, cause?: unknown): TidemarkError {
  const message = `${path} cannot be read: ${why}`;
  return new TidemarkError('FILE_UNREADABLE', message, { option: 'file', received: path, cause });
}
