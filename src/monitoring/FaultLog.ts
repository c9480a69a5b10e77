import type { TidemarkError } from '../TidemarkError.ts';
import type { Logger } from './Logger.ts';

/** Node has it, browsers do not. */
interface WarningHost {
  readonly process?: { emitWarning?(message: string, options: { type: string; code?: string }): void };
}

/** Something around the monitor that went wrong: a handler, a declared holder, the source of samples. */
export interface MonitorFault {
  /** What failed: `a handler of memory:leak_confirmed`. */
  readonly origin: string;
  /** What it said, the last time. */
  readonly message: string;
  /** How often, up to now. */
  readonly times: number;
}

/** One message a minute from each origin is enough. */
const quietMs = 60_000;
/** Origins are a few names; whatever came beyond this many would be another fault. */
const mostOrigins = 100;

/** Calls a function that may throw, or may return a promise that rejects; either reaches `failed`, and nothing else. */
export function callSafely(call: () => unknown, failed: (error: unknown) => void): void {
  try {
    ignoreRejection(call(), failed);
  } catch (error) {
    failed(error);
  }
}

/** Never waits for a promise, but hears of its failure. */
export function ignoreRejection(result: unknown, failed: (error: unknown) => void): void {
  const promise = result as { then?: unknown } | null | undefined;
  if (typeof promise?.then === 'function') promise.then(undefined, failed);
}

/**
 * Tells the logger of what went wrong around the monitor: at most once a minute for each origin, and never by throwing.
 * Where there is no logger, the first of each origin is a process warning.
 */
export class FaultLog {
  readonly #logger: Logger | undefined;
  readonly #now: () => number;
  readonly #toldAt: Map<string, number> = new Map();
  readonly #warned: Set<string> = new Set();
  readonly #faults: Map<string, MonitorFault> = new Map();

  constructor(logger: Logger | undefined, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * A call with a wrong value, which is left out. Where there is no logger it is a process warning of type `TidemarkWarning`,
   * once for each kind of call; on platforms without such warnings nobody hears of it.
   */
  misuse(call: string, error: TidemarkError): void {
    if (this.#logger !== undefined) this.report(call, error);
    else this.#warn(call, `${call}: ${error.message}; it is left out`, error.code);
  }

  /** What has failed, by its origin. */
  get all(): readonly MonitorFault[] {
    return [...this.#faults.values()];
  }

  /** Calls a function, and reports what goes wrong. */
  guard(origin: string, call: () => unknown): void {
    callSafely(call, (error) => this.report(origin, error));
  }

  /** `origin` names what failed, from a small set of names: `a handler of memory:threshold_exceeded`. */
  report(origin: string, error: unknown): void {
    this.#keep(origin, error);
    if (this.#logger === undefined) {
      this.#warn(origin, `${origin} failed; the monitor goes on: ${messageOf(error)}`);
      return;
    }
    const now = this.#now();
    if (now - (this.#toldAt.get(origin) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    this.#toldAt.set(origin, now);
    callSafely(
      () => this.#logger?.warn(`tidemark: ${origin} failed; the monitor goes on`, error),
      () => {},
    );
  }

  #keep(origin: string, error: unknown): void {
    const times = (this.#faults.get(origin)?.times ?? 0) + 1;
    if (times > 1 || this.#faults.size < mostOrigins) {
      this.#faults.set(origin, { origin, message: messageOf(error), times });
    }
  }

  /** Once for each key. */
  #warn(key: string, message: string, code?: string): void {
    if (this.#warned.has(key) || this.#warned.size >= mostOrigins) return;
    this.#warned.add(key);
    const host = (globalThis as WarningHost).process;
    callSafely(
      () => host?.emitWarning?.(message, { type: 'TidemarkWarning', ...(code !== undefined && { code }) }),
      () => {},
    );
  }
}

/** What was thrown need not be an error, nor need its message be a text, or be there without throwing. */
function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return 'something that cannot be told';
  }
}
