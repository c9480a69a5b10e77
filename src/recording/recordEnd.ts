import type { SampleRow } from '../wire/sample.ts';
import { exceptionNote } from './exceptionNote.ts';
import type { FlightRecorder } from './FlightRecorder.ts';
import { HandledExceptions } from './HandledExceptions.ts';
import { HandledRejections } from './HandledRejections.ts';
import { type Ear, LookedThrough } from './LookedThrough.ts';

/** The events of the process itself. */
export interface RecordedHost extends Pick<NodeJS.Process, 'on' | 'off'> {
  /** What emits them. @default the host, unless that stands for it */
  readonly emitter?: object;
}

// As they were when this was loaded: every event of the process passes here, whatever an application replaces later.
const { apply } = Reflect;
const { get } = Map.prototype;

/** Whose end is recorded, and where. */
export interface RecordedEnd {
  readonly host: RecordedHost;
  /** As `process.platform` has it. */
  readonly platform: string;
  readonly recorder: Pick<FlightRecorder, 'recordSample' | 'recordNote' | 'close'>;
  /** How memory stands now. */
  readonly sample: () => SampleRow;
  /** Hears that the process has exited with code 0, and its file is complete. */
  readonly endedWell: () => void;
  /** Epoch milliseconds, as samples have them, which never go back. */
  readonly now: () => number;
  /** Epoch milliseconds, as the clock of the machine has them. */
  readonly wall: () => number;
  /** Milliseconds by a clock that nobody sets. */
  readonly steady: () => number;
}

/** What was begun by {@link recordEnd}. */
export interface EndRecording {
  /** The event loop has come round. */
  readonly moved: () => void;
  /** Nothing is recorded from now on, and `process` is as it was. */
  readonly close: () => void;
}

/** Records errors that nobody caught, and how the process exits as far as it can tell itself. */
export function recordEnd(given: RecordedEnd): EndRecording {
  const { host, platform, recorder, sample, endedWell, now, wall, steady } = given;
  const emitter = (host.emitter ?? host) as { readonly exitCode?: unknown };
  let isLoopEmpty = false;
  let erredAt: number | undefined;
  /** The last code that was recorded. */
  let exitCode: number | undefined;
  let isExiting = false;
  let isFinished = false;
  let isOver = false;

  const rejections = new HandledRejections({ now, steady }, () => {
    if (erredAt !== undefined) recorder.recordNote({ type: 'rejection-handled', time: now() });
  });
  const exceptions = new HandledExceptions();
  const takeException = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    // What is thrown here would end the process with another code, and one that has a handler.
    try {
      rejections.forget();
      erredAt = steady();
      exceptions.came(erredAt);
      recorder.recordNote(exceptionNote(error, origin, now()));
    } catch {
      // Built-ins that somebody has replaced.
    }
  };
  const noteRejection = (): void => {
    const rejection = rejections.last();
    if (rejection === undefined) return;
    const { reason, time, handler, agoMs } = rejection;
    erredAt = steady() - agoMs;
    recorder.recordNote({ ...exceptionNote(reason, 'unhandledRejection', time), handler });
    rejections.forget();
    exceptions.forget();
  };
  const noteExit = (told: unknown): void => {
    const code = codeSeen(told, platform);
    if (code === exitCode) return;
    if (exitCode === undefined) recorder.recordSample(sample());
    exitCode = code;
    if (code !== 0) noteRejection();
    const afterErrorMs = erredAt === undefined ? undefined : steady() - erredAt;
    const goneOn = exceptions.goneOn();
    recorder.recordNote({ type: 'exit', time: wall(), code, isLoopEmpty, afterErrorMs, goneOn });
  };
  const finish = (): void => {
    if (isFinished) return;
    isFinished = true;
    recorder.close();
    if (exitCode === 0) endedWell();
  };
  const emptied = (): void => {
    isLoopEmpty = true;
  };
  const takeExit = (code: unknown): void => {
    // An exception within `exit` would change the exit code of the application.
    try {
      noteExit(code);
      if (!isExiting) finish();
    } catch {
      // What there is has been recorded.
    }
  };
  // Listeners of `exit` may set another code, throw, or exit again, which emits nothing.
  const exit: Ear = {
    before: () => {
      isExiting = true;
    },
    returned: () => {
      isExiting = false;
      noteExit(emitter.exitCode ?? exitCode);
      finish();
    },
    threw: () => {
      isExiting = false;
      // What it has thrown is recorded when Node.js tells of it, and no code but one that was set replaces its own.
      noteExit(emitter.exitCode ?? codeOfThrown);
    },
  };
  const reallyExit: Ear = {
    before: (codes) => {
      noteExit(codes[0]);
      finish();
    },
  };
  const ears = new Map<unknown, Ear>([...rejections.ears, ...exceptions.ears, ['exit', exit]]);
  const earOf = (event: unknown): Ear | undefined => apply(get, ears, [event]) as Ear | undefined;
  const emit = new LookedThrough(emitter, 'emit', (given) => (isOver ? undefined : earOf(given[0])));
  const ending = new LookedThrough(emitter, 'reallyExit', () => (isOver ? undefined : reallyExit));
  host.on('uncaughtExceptionMonitor', takeException);
  host.on('beforeExit', emptied);
  host.on('exit', takeExit);
  return {
    moved: () => {
      isLoopEmpty = false;
      exceptions.moved();
      rejections.forgetOld();
    },
    close: () => {
      isOver = true;
      host.off('uncaughtExceptionMonitor', takeException);
      host.off('beforeExit', emptied);
      host.off('exit', takeExit);
      emit.close();
      ending.close();
      rejections.forget();
    },
  };
}

/** Of a process that ends by an exception. */
const codeOfThrown = 1;

/** The exit code as the system sees it; what is given may be text as well, or nothing. */
function codeSeen(given: unknown, platform: string): number {
  const code = Math.trunc(Number(given ?? 0)) || 0;
  return platform === 'win32' ? code : code & 0xff;
}
