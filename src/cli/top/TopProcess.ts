import type { MemoryEvent } from '../../wire/event.ts';
import type { Incident } from '../../wire/incident.ts';
import type { ProcessExit, ProcessIdentity } from '../../wire/process.ts';
import type { SampleRow } from '../../wire/sample.ts';

/** For how long the live size is shown, in milliseconds. */
export const trendMs = 600_000;

/**
 * How a process is: as its hub says, `silent` also where nobody answers for it, and `unwatched` where its hub has ended, or
 * where it answered for itself and does so no longer.
 */
type TopState = 'live' | 'silent' | 'gone' | 'unwatched';

/** A process as `tidemark top` knows it. */
export interface TopProcess {
  /** Unique among all hubs, the same for as long as the process is known. */
  readonly key: string;
  readonly identity: ProcessIdentity;
  readonly state: TopState;
  readonly exit: ProcessExit | undefined;
  /** Since when nobody answers for it, in epoch milliseconds; `undefined` where somebody does. */
  readonly unansweredSince: number | undefined;
  /** The newest sample. */
  readonly row: SampleRow | undefined;
  /** Live sizes of the last ten minutes, ascending in time; bytes. */
  readonly trend: { readonly times: readonly number[]; readonly liveBytes: readonly number[] };
  /** Oldest first; bounded. */
  readonly events: readonly MemoryEvent[];
  /** Of this process, newest first. */
  readonly incidents: readonly Incident[];
}

/** Everything that is shown, as it was at one time. */
export interface TopSnapshot {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly processes: readonly TopProcess[];
  /** Hubs that have ended while they were watched, oldest first, until another one answers. */
  readonly ended: readonly EndedHub[];
  /** Hubs, and processes without one, that answer. */
  readonly answering: number;
}

/** A hub that answers no longer. */
export interface EndedHub {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Its application. */
  readonly name: string;
  readonly pid: number;
}
