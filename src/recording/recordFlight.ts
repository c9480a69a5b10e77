import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { platformTimers, type Timers } from '../monitoring/Ticker.ts';
import { monotoneClock } from '../sampling/monotoneClock.ts';
import { fileSystem } from '../sampling/node/FileSystem.ts';
import { oomKills } from '../sampling/node/oomKills.ts';
import { ProcessGroups } from '../sampling/node/ProcessGroups.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import { type SampleRow, toRow } from '../wire/sample.ts';
import { exceptionNote } from './exceptionNote.ts';
import { flightFiles } from './FlightFiles.ts';
import { FlightFolder } from './FlightFolder.ts';
import { FlightRecorder } from './FlightRecorder.ts';
import { openFlightDirectory } from './flightDirectory.ts';
import type { CountedGroup } from './flightFormat.ts';
import { newFlightName } from './flightNames.ts';
import { HandledRejections } from './HandledRejections.ts';
import { inodeOf } from './inodeOf.ts';
import { ownSignature } from './processSignature.ts';
import { recordPulses } from './recordPulses.ts';
import { steadyMs } from './watchdog/steadyMs.ts';
import type { WatchdogFile } from './watchdog/WatchdogFile.ts';

/** The events of the process itself. */
export interface RecordedHost extends Pick<NodeJS.Process, 'on' | 'off'> {
  /** What emits them. @default the host, unless that stands for it */
  readonly emitter?: object;
}

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
  /** Epoch milliseconds, as the clock of the machine has them. @default Date.now */
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
  wall = Date.now,
  steady = steadyMs,
}: RecordedFlight) {
  // As samples are timed, which never go back: only the end is told by the machine's clock, and shows whether that was set.
  const now = monotoneClock({ wall });
  openFlightDirectory(directory, flightFiles);
  const folder = new FlightFolder({ path: directory });
  if (!folder.makeRoom(fileBytes, maxBytes)) {
    throw new Error(`${directory} is full (recorder.maxBytes) of what processes record that still run`);
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

  const rejections = new HandledRejections(host.emitter ?? host, { now, steady });
  let isLoopEmpty = false;
  let erredAt: number | undefined;
  const takeSample = (row: SampleRow): void => {
    recorder.recordSample(row);
    isLoopEmpty = false;
    lookForKills(now());
    rejections.forgetOld();
  };
  const takeException = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    rejections.forget();
    erredAt = steady();
    recorder.recordNote(exceptionNote(error, origin, now()));
  };
  const noteRejection = (): void => {
    const rejection = rejections.last();
    if (rejection === undefined) return;
    const { reason, time, handler, agoMs } = rejection;
    erredAt = steady() - agoMs;
    recorder.recordNote({ ...exceptionNote(reason, 'unhandledRejection', time), handler });
  };
  const emptied = (): void => {
    isLoopEmpty = true;
  };
  const takeExit = (code: number): void => {
    // An exception within `exit` would change the exit code of the application.
    try {
      recorder.recordSample(toRow(monitor.getCurrentUsage()));
      if (code !== 0) noteRejection();
      const afterErrorMs = erredAt === undefined ? undefined : steady() - erredAt;
      recorder.recordNote({ type: 'exit', time: wall(), code, isLoopEmpty, afterErrorMs });
      recorder.close();
      if (code === 0) folder.mark({ path: recorder.path, state: 'open' }, 'ended');
    } catch {
      // What there is has been recorded.
    }
  };
  const endSamples = monitor.onSample(takeSample);
  const endEvents = monitor.onEvent((event) => recorder.recordEvent(event));
  const endPulses = recordPulses({ monitor, recorder, intervalMs: subject.intervalMs, timers });
  const endReadings = monitor.source.onReading((reading) => recorder.recordReading(reading));
  host.on('uncaughtExceptionMonitor', takeException);
  host.on('beforeExit', emptied);
  host.on('exit', takeExit);
  return () => {
    endPulses();
    endSamples();
    endEvents();
    endReadings();
    host.off('uncaughtExceptionMonitor', takeException);
    host.off('beforeExit', emptied);
    host.off('exit', takeExit);
    rejections.close();
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
