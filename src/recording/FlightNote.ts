import type { ProcessExit } from '../wire/process.ts';
import {
  count,
  flag,
  list,
  nullable,
  number,
  oneOf,
  optional,
  type Reader,
  record,
  tagged,
  text,
} from '../wire/reader.ts';
import type { Gathering } from './watchdog/gatheringOfMain.ts';

/** What befell a process besides its memory. Times in epoch milliseconds. */
export type FlightNote =
  /** How many processes of its control group the kernel has killed for want of memory so far. */
  | { readonly type: 'oom-kills'; readonly time: number; readonly count: number }
  | ExceptionNote
  /** The promise of the rejection that was recorded last got a handler after all. */
  | { readonly type: 'rejection-handled'; readonly time: number }
  /** Its `exit` event. `isLoopEmpty` = there was nothing left to do, so that nobody has called `process.exit`. */
  | {
      readonly type: 'exit';
      readonly time: number;
      readonly code: number;
      readonly isLoopEmpty: boolean;
      /** Since the last error that is recorded, by a clock that nobody sets. */
      readonly afterErrorMs?: number | undefined;
      /**
       * Where a handler was told of the last exception and the process had gone on after it: whether it had gone on after
       * another one before (`again`).
       */
      readonly goneOn?: 'once' | 'again' | undefined;
    }
  /** Written by whoever has seen it end, or has looked at it first: what they know that the process could not say. */
  | {
      readonly type: 'examined';
      readonly time: number;
      /** Where it was seen; both are `null` where only the time was. */
      readonly exit?: ProcessExit | undefined;
      /** How often the kernel had killed in its control group by then. */
      readonly oomKills?: number | undefined;
      /** For how long it had said nothing to a hub that was awake; where a machine slept or a clock was set, no time between clocks tells. */
      readonly quietMs?: number | undefined;
    }
  /** Tidemark was stopped, and the process went on. */
  | { readonly type: 'stopped'; readonly time: number }
  | BlockedNote
  /** The event loop has come round again, after it had stood still for so many milliseconds. */
  | { readonly type: 'moved'; readonly time: number; readonly forMs: number };

/** An error that nobody caught. The process may have gone on, where it has a handler for that: its exit tells. */
export interface ExceptionNote {
  readonly type: 'exception';
  readonly time: number;
  readonly origin: 'uncaughtException' | 'unhandledRejection';
  readonly name: string;
  /** 300 letters at most. */
  readonly message: string;
  /** Where it was thrown: `loadUsers (/app/users.js:12:9)`. */
  readonly place?: string | undefined;
  /**
   * Of a rejection that a handler of the application's was told of, so that Node.js left the process alone: whether that handler
   * was running when the process exited, or had returned.
   */
  readonly handler?: 'running' | 'returned' | undefined;
}

/**
 * Written by the watchdog: the event loop of the main thread stands still. There are several of one standstill, all with
 * the same `since`; one of them says where.
 */
export interface BlockedNote {
  readonly type: 'blocked';
  readonly time: number;
  readonly since: number;
  /** Processor time of the whole process meanwhile, as a share of one core: near 0 it waits, near 1 it spins. */
  readonly cpuShare: number;
  /** Share of that time in which the main thread was ready to run, and had no processor. */
  readonly queuedShare?: number | undefined;
  readonly rssBytes: number;
  /** The innermost frame first, at most 20: `parseAll (/app/app.js:12)`. */
  readonly stack?: readonly string[] | undefined;
  /** Why there is no stack: native code did not let go of the thread, a debugger is there, or there were five within an hour. */
  readonly withoutStack?: 'native' | 'debugger' | 'often' | undefined;
  /** What it allocated in about a second of it, and kept. */
  readonly gathering?: Gathering | undefined;
}

/** Reads a note. */
export const flightNote: Reader<FlightNote> = tagged<FlightNote>({
  'oom-kills': record({ type: oneOf('oom-kills'), time: number, count }),
  exception: record<ExceptionNote>({
    type: oneOf('exception'),
    time: number,
    origin: oneOf('uncaughtException', 'unhandledRejection'),
    name: text,
    message: text,
    place: optional(text),
    handler: optional(oneOf('running', 'returned')),
  }),
  'rejection-handled': record({ type: oneOf('rejection-handled'), time: number }),
  exit: record({
    type: oneOf('exit'),
    time: number,
    code: number,
    isLoopEmpty: flag,
    afterErrorMs: optional(number),
    goneOn: optional(oneOf('once', 'again')),
  }),
  examined: record({
    type: oneOf('examined'),
    time: number,
    exit: optional(record<ProcessExit>({ time: number, code: nullable(number), signal: nullable(text) })),
    oomKills: optional(count),
    quietMs: optional(count),
  }),
  stopped: record({ type: oneOf('stopped'), time: number }),
  blocked: record<BlockedNote>({
    type: oneOf('blocked'),
    time: number,
    since: number,
    cpuShare: number,
    queuedShare: optional(number),
    rssBytes: number,
    stack: optional(list(text)),
    withoutStack: optional(oneOf('native', 'debugger', 'often')),
    gathering: optional(
      record<Gathering>({
        forMs: number,
        bytes: number,
        sites: list(record({ frame: text, bytes: number })),
      }),
    ),
  }),
  moved: record({ type: oneOf('moved'), time: number, forMs: number }),
});
