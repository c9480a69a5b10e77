import type { GentleCollection } from '../Collector.ts';

/** V8's measurement of memory, as `node:vm` offers it. */
export interface MemoryMeasuring {
  measureMemory?(options: { readonly mode: 'summary'; readonly execution: 'default' }): Promise<unknown>;
}

/** Where warnings are emitted: a process. */
export interface WarningHost {
  emitWarning: (...given: never[]) => void;
}

/** What a {@link GentleCollector} needs of its process. Each default is this very process. */
export interface GentleCollectorOptions {
  /** The options that Node was started with. @default process.execArgv */
  readonly execArgv?: readonly string[];
  /** Asked for when the first collection is wanted. @default node:vm */
  readonly measuring?: () => MemoryMeasuring;
  /** @default process */
  readonly host?: WarningHost;
  /** Contexts that there are. @default those of this isolate, by node:v8 */
  readonly contexts?: () => number;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: () => number;
}

/** V8 waits for so long whether a collection comes by itself. */
const startsWithinMs = 10_000;
/** A measurement that is not over by then never will be. */
const longestMs = 60_000;
/** The application's own, and that of Tidemark's `gc`. */
const mostContexts = 2;
const withoutSteps = /^--no[-_]?incremental[-_]marking$/;
const steadyNow: () => number = performance.now.bind(performance);

/**
 * Asks V8 for major collections in small steps. There is no call for that, but there is one that measures memory, for
 * which V8 marks the heap: if no major collection has come within 10 s, it starts one as it does when memory grows,
 * with marking beside the thread and in steps. A collection that comes in between serves as well, and none is added.
 *
 * The call is experimental and warns of that, once; that one warning is kept from the application.
 */
export class GentleCollector {
  readonly #options: Required<GentleCollectorOptions>;
  #measure: MemoryMeasuring['measureMemory'];
  #refusal: string | undefined;
  /** When the measurement that is under way was asked for. */
  #askedAt: number | undefined;

  constructor({
    execArgv = process.execArgv,
    measuring = () => process.getBuiltinModule('node:vm') as MemoryMeasuring,
    host = process as unknown as WarningHost,
    contexts = contextsOfIsolate,
    now = steadyNow,
  }: GentleCollectorOptions = {}) {
    this.#options = { execArgv, measuring, host, contexts, now };
  }

  /** Asks for a collection; where one is asked for already, that one stands. Never throws. */
  collect(): GentleCollection {
    const now = this.#options.now();
    const sinceMs = this.#askedAt === undefined ? Number.POSITIVE_INFINITY : now - this.#askedAt;
    if (sinceMs < longestMs) {
      return { requested: true, startsWithinMs: Math.max(0, startsWithinMs - sinceMs) };
    }
    if (this.#measure === undefined && this.#refusal === undefined) this.#prepare();
    // V8 marks each context by itself then, and was once seen to hang where many came and went.
    if (this.#refusal === undefined && this.#options.contexts() > mostContexts) {
      this.#refusal = 'The process has several contexts.';
    }
    if (this.#refusal === undefined) this.#ask(now);
    return this.#refusal === undefined
      ? { requested: true, startsWithinMs }
      : { requested: false, reason: this.#refusal };
  }

  #prepare(): void {
    const { execArgv, measuring } = this.#options;
    const option = execArgv.find((given) => withoutSteps.test(given));
    if (option !== undefined) {
      this.#refusal = `V8 was started with ${option}.`;
      return;
    }
    try {
      const { measureMemory } = measuring();
      if (typeof measureMemory === 'function') this.#measure = measureMemory;
      else this.#refusal = 'V8 does not measure memory here.';
    } catch (error) {
      this.#refuse(error);
    }
  }

  #ask(now: number): void {
    const { host } = this.#options;
    const { emitWarning } = host;
    let measurement: Promise<unknown> | undefined;
    try {
      host.emitWarning = (...given: never[]): void => {
        if ((given as readonly unknown[])[1] !== 'ExperimentalWarning') emitWarning.apply(host, given);
      };
      measurement = this.#measure?.({ mode: 'summary', execution: 'default' });
    } catch (error) {
      this.#refuse(error);
    } finally {
      restore(host, emitWarning);
    }
    if (measurement === undefined) return;
    this.#askedAt = now;
    const over = (): void => {
      if (this.#askedAt === now) this.#askedAt = undefined;
    };
    measurement.then(over, over);
  }

  #refuse(error: unknown): void {
    this.#refusal = `V8 does not measure memory: ${error instanceof Error ? error.message : error}.`;
  }
}

function restore(host: WarningHost, emitWarning: WarningHost['emitWarning']): void {
  try {
    host.emitWarning = emitWarning;
  } catch {
    // Where it cannot be written it was not replaced either.
  }
}

function contextsOfIsolate(): number {
  return process.getBuiltinModule('node:v8').getHeapStatistics().number_of_native_contexts;
}
