import { type CompilerPatience, compilerPatience } from './compilerPatience.ts';

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
 * Holds V8's compilers. What the optimising one makes of a function comes with tables for the way back (deoptimisation), some
 * kilobytes that V8 11 and 12 keep among the objects, of a size that they do not tell; and it comes when V8 thinks fit, so that
 * whoever has the turn then would seem to have retained it. Sparkplug, the baseline compiler, makes plain code of many functions
 * at once, with a table for each. Code that is optimised already stays so.
 *
 * Where nothing but what runs for milliseconds is to be kept from the optimising one, it is made patient instead: in what
 * runs for longer it still begins, some 10 ms later.
 */
export class OptimizingCompiler {
  readonly #setFlags: ((flags: string) => void) | undefined;
  readonly #all: readonly string[];
  readonly #baseline: readonly string[];
  readonly #patience: CompilerPatience | undefined;
  readonly #now: () => number;
  readonly #held: Set<string> = new Set();
  #isPatient = false;
  #since = 0;

  constructor({
    startOptions = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)],
    v8Version = process.versions.v8,
    setFlagsFromString = process.getBuiltinModule('node:v8').setFlagsFromString,
    architecture = process.arch,
    now = performance.now.bind(performance),
  }: OptimizingCompilerOptions = {}) {
    const isOpen = !startOptions.some((one) => decided.test(one));
    this.#setFlags = isOpen ? setFlagsFromString : undefined;
    const helps = keepsCodeAmongObjects.test(v8Version);
    const hasBaseline =
      hasSparkplug.test(architecture) && !startOptions.some((one) => decidedSparkplug.test(one));
    this.#baseline = helps && hasBaseline ? ['sparkplug'] : [];
    this.#all = helps ? ['opt', ...this.#baseline] : [];
    this.#patience = compilerPatience(v8Version, startOptions);
    this.#now = now;
  }

  /** From now on nothing is compiled to machine code in this process; nothing happens where that would not help or must not be done. */
  hold(): void {
    this.#hold(this.#all);
  }

  /** Holds the baseline compiler alone, which code that is optimised later on does not miss, and makes the other one patient. */
  defer(): void {
    this.#hold(this.#baseline);
    if (this.#isPatient || this.#patience === undefined) return;
    this.#isPatient = true;
    this.#setFlags?.(this.#patience.patient);
  }

  /** Lets them go on; the optimising one stays patient, if it is. */
  release(): void {
    this.#switch('--', [...this.#held]);
    this.#held.clear();
  }

  /** Lets them go on as ever. */
  rest(): void {
    this.release();
    if (this.#isPatient && this.#patience !== undefined) this.#setFlags?.(this.#patience.usual);
    this.#isPatient = false;
  }

  /** Holds both for the time of a piece of work that is not the application's. */
  during<Result>(work: () => Result): Result {
    const more = this.#notHeld(this.#all);
    this.#switch('--no-', more);
    try {
      return work();
    } finally {
      this.#switch('--', more);
    }
  }

  /** Lets them go on where one has been held for a minute. */
  review(): void {
    if (this.#now() - this.#since >= mostHeldMs) this.release();
  }

  #hold(names: readonly string[]): void {
    const more = this.#notHeld(names);
    if (this.#held.size === 0) this.#since = this.#now();
    this.#switch('--no-', more);
    for (const name of more) this.#held.add(name);
  }

  #notHeld(names: readonly string[]): string[] {
    return names.filter((name) => !this.#held.has(name));
  }

  #switch(prefix: '--' | '--no-', names: readonly string[]): void {
    if (names.length > 0) this.#setFlags?.(names.map((name) => `${prefix}${name}`).join(' '));
  }
}
