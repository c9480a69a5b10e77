/** How a monitored process came to be. */
export type ProcessRole = 'main' | 'cluster-worker' | 'worker-thread' | 'child' | 'page';

/** Who a stream of samples belongs to. */
export interface ProcessIdentity {
  /** `4711`, or `4711.2` for its worker thread 2. Unique within one hub. */
  readonly id: string;
  readonly pid: number;
  /** 0 for the main thread. */
  readonly threadId: number;
  readonly parentPid: number;
  readonly role: ProcessRole;
  /** A short name for people: the script's base name, a worker's name. Never the arguments, which may hold secrets. */
  readonly name: string;
  /** `v20.20.2`; empty for a page. */
  readonly nodeVersion: string;
  readonly platform: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Milliseconds between two samples. */
  readonly intervalMs: number;
}

/** How a process ended. */
export interface ProcessExit {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process as the hub knows it. `silent` = connected, but nothing came for several intervals (a blocked event loop). */
export interface ProcessSummary {
  readonly identity: ProcessIdentity;
  readonly state: 'live' | 'silent' | 'gone';
  readonly exit: ProcessExit | undefined;
  /** Samples the agent dropped because the hub or the socket was slow. */
  readonly droppedSamples: number;
}
