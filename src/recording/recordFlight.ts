import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { platformTimers, type Timers } from '../monitoring/Ticker.ts';
import { monotoneClock, wallClock } from '../sampling/monotoneClock.ts';
import { fileSystem } from '../sampling/node/FileSystem.ts';
import { oomKills } from '../sampling/node/oomKills.ts';
import { ProcessGroups } from '../sampling/node/ProcessGroups.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import { type SampleRow, toRow } from '../wire/sample.ts';
import { flightFiles } from './FlightFiles.ts';
import { FlightFolder } from './FlightFolder.ts';
import { FlightRecorder } from './FlightRecorder.ts';
import { openFlightDirectory } from './flightDirectory.ts';
import type { CountedGroup } from './flightFormat.ts';
import { newFlightName } from './flightNames.ts';
import { inodeOf } from './inodeOf.ts';
import { ownSignature } from './processSignature.ts';
import { type RecordedHost, recordEnd } from './recordEnd.ts';
import { recordPulses } from './recordPulses.ts';
import { steadyMs } from './watchdog/steadyMs.ts';
import type { WatchdogFile } from './watchdog/WatchdogFile.ts';

/** What is recorded, and where. */
export interface RecordedFlight {
  readonly monitor: Pick<MemoryMonitor, 'source' | 'onSample' | 'onEvent' | 'getCurrentUsage' | 'getHistory'>;
  readonly process: ProcessIdentity;
  readonly host: RecordedHost;
  /** Absolute. */
  readonly directory: string;
  /** Of one flight. */
  readonly fileBytes: number;
  /** Of all flights in the directory. */
  readonly maxBytes: number;
  /** Hears once that nothing is recorded, or no more, and why. */
  readonly failed: (error: Error) => void;
  /** Hears of the file, for the watchdog to write into. */
  readonly opened?: ((file: WatchdogFile) => void) | undefined;
  /** @default the platform's */
  readonly timers?: Timers;
  /** Epoch milliseconds, as the clock of the machine has them. @default the clock of the machine */
  readonly wall?: () => number;
  /** Milliseconds by a clock that nobody sets. @default {@link steadyMs} */
  readonly steady?: () => number;
}

/** Between two looks at how many processes were killed for want of memory. */
const killsMs = 10_000;

/**
 * Records what a monitor tells, and how the process ends as far as it can tell itself, until the function is called that
 * it returns. Never throws.
 */
export function recordFlight(flight: RecordedFlight): () => void {
  try {
    return begin(flight);
  } catch (error) {
    flight.failed(error as Error);
    return () => undefined;
  }
}

function begin({
  monitor,
  process: subject,
  host,
  directory,
  fileBytes,
  maxBytes,
  failed,
  opened,
  timers = platformTimers,
  wall = wallClock,
  steady = steadyMs,
}: RecordedFlight) {
  // As samples are timed, which never go back: only the end is told by the machine's clock, and shows whether that was set.
  const now = monotoneClock({ wall });
  openFlightDirectory(directory, flightFiles);
  const folder = new FlightFolder({ path: directory });
  if (!folder.makeRoom(fileBytes, maxBytes)) {
    throw new Error(
      `${directory} is full (recorder.maxBytes) of what processes record that still run, as far as can be told`,
    );
  }
  const group = countedGroup();
  const recorder = new FlightRecorder({
    path: `${directory}/${newFlightName(subject.startedAt, subject.pid)}`,
    subject: { process: subject, directory: process.cwd(), signature: ownSignature(flightFiles), group },
    fileBytes,
    failed,
  });
  if (recorder.blocks) opened?.({ path: recorder.path, region: recorder.blocks });
  for (const sample of monitor.getHistory()) recorder.recordSample(toRow(sample));

  let lookedAt = Number.NEGATIVE_INFINITY;
  let kills: number | undefined;
  const lookForKills = (time: number): void => {
    if (group === undefined || time - lookedAt < killsMs) return;
    lookedAt = time;
    const count = oomKills(fileSystem, group);
    if (count === undefined || count === kills) return;
    kills = count;
    recorder.recordNote({ type: 'oom-kills', time, count });
  };
  lookForKills(now());

  const end = recordEnd({
    host,
    platform: subject.platform,
    recorder,
    sample: () => toRow(monitor.getCurrentUsage()),
    endedWell: () => folder.mark({ path: recorder.path, state: 'open' }, 'ended'),
    now,
    wall,
    steady,
  });
  const takeSample = (row: SampleRow): void => {
    recorder.recordSample(row);
    lookForKills(now());
    end.moved();
  };
  const endSamples = monitor.onSample(takeSample);
  const endEvents = monitor.onEvent((event) => recorder.recordEvent(event));
  const endPulses = recordPulses({ monitor, recorder, intervalMs: subject.intervalMs, timers });
  const endReadings = monitor.source.onReading((reading) => recorder.recordReading(reading));
  return () => {
    endPulses();
    endSamples();
    endEvents();
    endReadings();
    end.close();
    recorder.recordNote({ type: 'stopped', time: wall() });
    recorder.close();
    folder.mark({ path: recorder.path, state: 'open' }, 'ended');
  };
}

/** The control group that counts, where this platform has one. */
function countedGroup(): CountedGroup | undefined {
  const group = new ProcessGroups(fileSystem).current(0).memory;
  if (group === undefined) return undefined;
  const { version, directory } = group;
  return { version, directory, inode: inodeOf(directory) };
}
