import type { GentleCollection } from '../Collector.ts';
import { ExposedGc } from './ExposedGc.ts';
import { MajorPause } from './MajorPause.ts';

/** What a {@link GentleCollector} needs of its process. Each default is this very process. */
export interface GentleCollectorOptions {
  /** The options that Node was started with. @default process.execArgv */
  readonly execArgv?: readonly string[];
  /** @default process.versions.v8 */
  readonly v8Version?: string;
  /** @default one of its own */
  readonly gc?: Pick<ExposedGc, 'refusal' | 'collectMinor'>;
  /** Tells of the pause at the end. @default by Node's performance entries */
  readonly pause?: Pick<MajorPause, 'next'>;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: () => number;
}

/** With it V8 takes the limit at which it starts to mark for reached. Nothing else in V8 reads it. */
const markingFlag = 'stress-incremental-marking';
/** Those of Node 20 to 26. A flag that is unknown to V8 would be complained of on the standard error. */
const triedVersions = /^1[1-4]\./;
/** No steps, none beside the thread, a flag that is not ours to put back, or full collections in the place of minor ones. */
const hindrances =
  /^--(no[-_]?(incremental|concurrent)[-_]marking|single[-_]threaded([-_]gc)?|predictable|stress[-_]incremental[-_]marking|gc[-_]global|single[-_]generation|minor[-_]m[cs])$/;
const steadyNow: () => number = performance.now.bind(performance);

/**
 * Has V8 start a major collection in small steps, as it does by itself when memory has grown: marking beside the thread,
 * steps in between, and a short pause at the end. V8 looks whether that is due after each minor collection, so one is
 * made, and for the time of it a flag is set that says it is due. Where one is under way already, that one stands.
 *
 * `vm.measureMemory` would start one too, without a flag, but for it V8 marks context by context, and never ends when
 * contexts are made meanwhile (ADR 9).
 */
export class GentleCollector {
  readonly #gc: Pick<ExposedGc, 'refusal' | 'collectMinor'>;
  readonly #pause: Pick<MajorPause, 'next'>;
  readonly #now: () => number;
  #refusal: string | undefined;

  constructor({
    execArgv = process.execArgv,
    v8Version = process.versions.v8,
    gc = new ExposedGc({ execArgv }),
    pause = new MajorPause(),
    now = steadyNow,
  }: GentleCollectorOptions = {}) {
    this.#gc = gc;
    this.#pause = pause;
    this.#now = now;
    const option = execArgv.find((given) => hindrances.test(given));
    if (option !== undefined) this.#refusal = `V8 was started with ${option}.`;
    else if (!triedVersions.test(v8Version)) this.#refusal = `That was not tried with V8 ${v8Version}.`;
  }

  /**
   * Starts a collection. Never throws.
   *
   * @param onPause hears how long the pause at the end of it was, in milliseconds
   * @param onEnd hears that it has ended, also where somebody has forced that
   */
  collect(onPause: (pauseMs: number) => void = () => {}, onEnd: () => void = () => {}): GentleCollection {
    this.#refusal ??= this.#gc.refusal;
    if (this.#refusal !== undefined) return { requested: false, reason: this.#refusal };
    const begin = this.#now();
    try {
      this.#pause.next(onPause, onEnd);
      this.#gc.collectMinor(markingFlag);
    } catch (error) {
      this.#refusal = `V8 does not collect: ${error instanceof Error ? error.message : error}.`;
      return { requested: false, reason: this.#refusal };
    }
    return { requested: true, pauseMs: this.#now() - begin };
  }
}
