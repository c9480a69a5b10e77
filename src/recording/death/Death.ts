import type { MemoryLimit } from '../../wire/capacity.ts';
import type { SampleRow } from '../../wire/sample.ts';
import type { BlockedNote, ExceptionNote } from '../FlightNote.ts';
import type { FatalError } from './fatalErrorBeside.ts';

/**
 * How a process ended:
 * `running` it has not, `stopped` nobody knows, since Tidemark was stopped in it, `exit` by itself, `exception` and
 * `rejection` of an error that nobody caught, `heap`, `container` and `host` because that ran out of memory, `abort` by
 * SIGABRT for another reason, `crash` by a fault in native code, `signal` killed by somebody, `silent` without a word:
 * nothing that was recorded explains it.
 */
export type Manner =
  | 'running'
  | 'stopped'
  | 'exit'
  | 'exception'
  | 'rejection'
  | 'heap'
  | 'container'
  | 'host'
  | 'abort'
  | 'crash'
  | 'signal'
  | 'silent';

/** What whoever started a process has seen of its end. */
export interface SeenExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** How often the kernel has killed in a control group for want of memory, before and after. */
interface OomKillCounts {
  /** As recorded last. */
  readonly before: number;
  /** As of the post-mortem; `undefined` where the group is gone, or tells nothing. */
  readonly after: number | undefined;
}

/** A limit, and what was used of it at the end. */
export interface LimitAtEnd extends MemoryLimit {
  /** Not measured: the event loop stood still, and this is what resident memory had grown by. */
  readonly isEstimated?: boolean;
  /** Bytes by which its use grew in a second, last; only where that would have filled the rest before the next record. */
  readonly filledPerSecond?: number;
  /** That growth was one step at the start of the process, as many take, so that it is no proof of anything. */
  readonly isSingleStep?: boolean;
}

/** How a process ended, as far as that is known. */
export interface Death {
  readonly manner: Manner;
  /** `seen`: somebody has recorded or counted it. `likely`: all that is known points to it. `unknown`: it is a guess. */
  readonly certainty: 'seen' | 'likely' | 'unknown';
  /** Epoch milliseconds: its end where that was seen, else its last record; `undefined` where there is neither. */
  readonly time: number | undefined;
  readonly isTimeSeen: boolean;
  readonly exit: Pick<SeenExit, 'code' | 'signal'> | undefined;
  readonly exception: ExceptionNote | undefined;
  /** For how many milliseconds the process had gone on after that exception, since a handler was told of it. */
  readonly goneOnMs?: number | undefined;
  /** The last error that nobody caught, where it came shortly before the end and did not end it, as far as that is known. */
  readonly lastError: ExceptionNote | undefined;
  /** Whether nothing was left to do when it exited, so that nobody has called `process.exit`; `undefined` where it has not said. */
  readonly isLoopEmpty: boolean | undefined;
  /** The last sample, and how many milliseconds before `time` that was, less `asleepMs`. */
  readonly last: { readonly row: SampleRow; readonly agoMs: number } | undefined;
  /** How much of the time before its end no clock has run in which it was watched: its machine slept, or the clock was set forward. */
  readonly asleepMs: number | undefined;
  /** The limit that ended it, or that was the nearest. */
  readonly limit: LimitAtEnd | undefined;
  /** What V8 has said, where a diagnostic report of that was left. */
  readonly fatalError: FatalError | undefined;
  readonly oomKills: OomKillCounts | undefined;
  /** For how long its event loop had not come round, where that was too long: it was blocked, or collected garbage all the time. */
  readonly blockedMs: number | undefined;
  /** What the watchdog has seen of that. */
  readonly standstill: EndStandstill | undefined;
}

/** How the event loop stood still at the end. */
export interface EndStandstill {
  /** Epoch milliseconds. */
  readonly since: number;
  /** Processor time of the process meanwhile, as a share of one core. */
  readonly cpuShare: number;
  /** Share of that time in which the main thread was ready to run, and had no processor. */
  readonly queuedShare?: number;
  readonly rssBytes: number;
  /** Of the application, innermost first: `parseAll (app.js:12)`. Three at most. */
  readonly frames: readonly string[];
  readonly withoutStack: BlockedNote['withoutStack'];
  /** What it allocated in a part of that time, and kept; the frames as above. */
  readonly gathering?: BlockedNote['gathering'];
}
