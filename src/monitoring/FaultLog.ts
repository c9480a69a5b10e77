import type { TidemarkError } from '../TidemarkError.ts';
import type { Logger } from './Logger.ts';

/** Node has it, browsers do not. */
interface WarningHost {
  readonly process?: { emitWarning?(message: string, options: { type: string; code: string }): void };
}

/** One message a minute from each origin is enough. */
const quietMs = 60_000;

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

/** Tells the logger of what went wrong around the monitor: at most once a minute for each origin, and never by throwing. */
export class FaultLog {
  readonly #logger: Logger | undefined;
  readonly #now: () => number;
  readonly #toldAt: Map<string, number> = new Map();
  readonly #warned: Set<string> = new Set();

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
    else if (!this.#warned.has(call)) {
      this.#warned.add(call);
      const host = (globalThis as WarningHost).process;
      const { code } = error;
      callSafely(
        () =>
          host?.emitWarning?.(`${call}: ${error.message}; it is left out`, { type: 'TidemarkWarning', code }),
        () => {},
      );
    }
  }

  /** `origin` names what failed, from a small set of names: `a handler of memory:threshold_exceeded`. */
  report(origin: string, error: unknown): void {
    const now = this.#now();
    if (now - (this.#toldAt.get(origin) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    this.#toldAt.set(origin, now);
    callSafely(
      () => this.#logger?.warn(`tidemark: ${origin} failed; the monitor goes on`, error),
      () => {},
    );
  }
}
