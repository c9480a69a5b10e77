import { resolve } from 'node:path';
import type { Configuration } from '../configuration/Configuration.ts';
import { durationInWords } from '../monitoring/quantity.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import { platformTimers } from '../monitoring/Ticker.ts';
import { wallClock } from '../sampling/monotoneClock.ts';
import { escapeControls } from '../wire/escapeControls.ts';
import { deathHeadline } from './death/deathWords.ts';
import { type EarlierDeath, earlierDeaths } from './earlierDeaths.ts';
import { FlightFolder } from './FlightFolder.ts';
import { defaultFlightDirectory } from './flightDirectory.ts';
import { type RecordedFlight, recordFlight } from './recordFlight.ts';
import { armFatalReport, type ReportSettings } from './reports/armFatalReport.ts';

/** What an agent has recorded, and whom it tells. */
export interface AgentRecording
  extends Pick<RecordedFlight, 'monitor' | 'process' | 'host' | 'failed' | 'opened'> {
  readonly recorder: Configuration['recorder'];
  /** Tells of deaths before this start, a sentence each; `undefined` where nobody needs to hear of them. */
  readonly tell: ((sentence: string) => void) | undefined;
  /** `process.report` where V8 is to leave a report of a full heap, since somebody will take out what is secret in it. */
  readonly reports?: ReportSettings | undefined;
  /** @default the platform's */
  readonly timers?: Timers;
}

/** Longer than anybody is silent that lives: then those of whom nothing else is known are dead. */
const secondLookMs = 40_000;

/** Records this process from now on, and tells how the ones before it have died. Returns a function that ends it. */
export function agentRecording(options: AgentRecording): () => void {
  const {
    recorder,
    monitor,
    process: subject,
    host,
    failed,
    opened,
    tell,
    reports,
    timers = platformTimers,
  } = options;
  const directory = resolve(recorder.directory ?? defaultFlightDirectory());
  let disarm = (): void => undefined;
  const endFlight = recordFlight({
    monitor,
    process: subject,
    host,
    directory,
    fileBytes: recorder.fileBytes,
    maxBytes: recorder.maxBytes,
    failed,
    opened: (file) => {
      disarm = armFatalReport(reports, file.path);
      opened?.(file);
    },
    timers,
  });
  const end = (): void => {
    disarm();
    endFlight();
  };
  if (tell === undefined || subject.role !== 'main') return end;
  const folder = new FlightFolder({ path: directory });
  const look = (): number => {
    const { deaths, undecided } = earlierDeaths(folder, { directory: process.cwd(), name: subject.name });
    for (const death of deaths) tell(deathSentence(death, wallClock()));
    return undecided;
  };
  try {
    if (look() === 0) return end;
  } catch {
    // What cannot be looked at now is for `tidemark postmortem`.
    return end;
  }
  const handle = timers.setTimeout(() => {
    try {
      look();
    } catch {
      // As above.
    }
  }, secondLookMs);
  (handle as { unref?: () => void } | undefined)?.unref?.();
  return () => {
    timers.clearTimeout(handle);
    end();
  };
}

/** `server.js (pid 4711) most likely ran out of heap 4 s ago. See: tidemark postmortem /var/flights/….flight` */
export function deathSentence({ path, flight, death }: EarlierDeath, now: number): string {
  const { name, pid } = flight.header.process;
  const when = death.time === undefined ? '' : ` ${durationInWords(Math.max(0, now - death.time))} ago`;
  return escapeControls(
    `${name} (pid ${pid}) ${deathHeadline(death)}${when}. See: tidemark postmortem ${path}`,
  );
}
