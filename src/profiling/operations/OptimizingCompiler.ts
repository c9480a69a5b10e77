/** What an {@link OptimizingCompiler} needs of its process. Each default is this very process. */
export interface OptimizingCompilerOptions {
  /** The options that Node was started with. @default process.execArgv and NODE_OPTIONS */
  readonly startOptions?: readonly string[];
  /** @default process.versions.v8 */
  readonly v8Version?: string;
  /** @default of node:v8 */
  readonly setFlagsFromString?: (flags: string) => void;
  /** @default process.arch */
  readonly architecture?: string;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: () => number;
}

/** In V8 13 what compiled code takes with it lies in a space of its own, which is not counted as objects. */
const keepsCodeAmongObjects = /^1[12]\./;
/** Where V8 has Sparkplug switched on by default. */
const hasSparkplug = /^(?:x64|arm64)$/;
/** An operation may never end, and the application must not be slow for that. */
const mostHeldMs = 60_000;
/** Somebody has a say in it already, or V8 would end the process over a flag. */
const decided =
  /^--(?:no[-_])?(?:opt|turbofan|jitless|lite[-_]mode|always[-_]\w+|freeze[-_]flags[-_]after[-_]init)$/;
const decidedSparkplug = /^--(?:no[-_])?sparkplug$/;

/**
 * Holds V8's optimising compiler, and Sparkplug, which makes plain code first and a table with it. What the optimising one makes of a function comes with tables for the way back (deoptimisation), some
 * kilobytes that V8 11 and 12 keep among the objects, of a size that they do not tell; and it comes when V8 thinks fit, so that
 * whoever has the turn then would seem to have retained it. What is optimised already stays so.
 */
export class OptimizingCompiler {
  readonly #setFlags: ((flags: string) => void) | undefined;
  readonly #names: readonly string[];
  readonly #now: () => number;
  /** `undefined` while it may go on. */
  #since: number | undefined;

  constructor({
    startOptions = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)],
    v8Version = process.versions.v8,
    setFlagsFromString = process.getBuiltinModule('node:v8').setFlagsFromString,
    architecture = process.arch,
    now = performance.now.bind(performance),
  }: OptimizingCompilerOptions = {}) {
    const mayHold = keepsCodeAmongObjects.test(v8Version) && !startOptions.some((one) => decided.test(one));
    this.#setFlags = mayHold ? setFlagsFromString : undefined;
    const mayHoldSparkplug =
      hasSparkplug.test(architecture) && !startOptions.some((one) => decidedSparkplug.test(one));
    this.#names = mayHoldSparkplug ? ['opt', 'sparkplug'] : ['opt'];
    this.#now = now;
  }

  /** From now on nothing is optimised in this process; nothing happens where that would not help or must not be done. */
  hold(): void {
    if (this.#since !== undefined) return;
    this.#since = this.#now();
    this.#switch('--no-');
  }

  /** Lets it go on. */
  release(): void {
    if (this.#since === undefined) return;
    this.#since = undefined;
    this.#switch('--');
  }

  /** Holds it for the time of a piece of work that is not the application's. */
  during<Result>(work: () => Result): Result {
    if (this.#since !== undefined) return work();
    this.#switch('--no-');
    try {
      return work();
    } finally {
      this.#switch('--');
    }
  }

  /** Lets it go on where it has been held for a minute. */
  review(): void {
    if (this.#since !== undefined && this.#now() - this.#since >= mostHeldMs) this.release();
  }

  #switch(prefix: '--' | '--no-'): void {
    this.#setFlags?.(this.#names.map((name) => `${prefix}${name}`).join(' '));
  }
}
