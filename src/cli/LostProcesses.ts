import { faultSignals } from '../recording/death/signals.ts';
import type { ProcessSummary } from '../wire/process.ts';
import { isAskedBy } from './endingSignals.ts';

/** Longer than the last words of the application are waited for: those that end with it need no word of their own. */
const holdMs = 1500;
const windowMs = 60_000;
const mostTold = 3;
const mostExpected = 1000;

/** Options of {@link LostProcesses}. */
export interface LostProcessesOptions {
  /** Tells of one process. */
  readonly tell: (process: ProcessSummary) => void;
  /** Tells how many others there were that are not told of one by one. */
  readonly count: (others: number) => void;
}

/**
 * Processes that were killed, or ended without last words, each passed on once, after a moment in which it may come back or the
 * application may end with it. Of many, a few in a minute are passed on, and the number of the others.
 */
export class LostProcesses {
  readonly #tell: LostProcessesOptions['tell'];
  readonly #count: LostProcessesOptions['count'];
  readonly #held: Map<string, { readonly process: ProcessSummary; readonly timer: NodeJS.Timeout }> =
    new Map();
  readonly #expected: Set<string> = new Set();
  readonly #passed: Set<string> = new Set();
  #window: NodeJS.Timeout | undefined;
  #told = 0;
  #others = 0;

  constructor({ tell, count }: LostProcessesOptions) {
    this.#tell = tell;
    this.#count = count;
  }

  /** A process is going to end because Tidemark wants it to: no word of that. */
  expect(id: string): void {
    if (this.#expected.size >= mostExpected) this.#expected.clear();
    this.#expected.add(id);
  }

  /** What the hub says of a process, whatever that is. */
  take(process: ProcessSummary): void {
    const { id } = process.identity;
    clearTimeout(this.#held.get(id)?.timer);
    this.#held.delete(id);
    if (process.state !== 'gone') this.#passed.delete(id);
    // How it ended may be known later than it was told of.
    if (!isLost(process) || this.#expected.has(id) || this.#passed.has(id)) return;
    const pass = (): void => {
      this.#held.delete(id);
      if (this.#passed.size >= mostExpected) this.#passed.clear();
      this.#passed.add(id);
      this.#pass(process);
    };
    this.#held.set(id, { process, timer: setTimeout(pass, holdMs).unref() });
  }

  /**
   * Passes on what has crashed, and nothing from now on, since the application has ended; returns what else was held, which it may
   * have ended itself.
   */
  close(): ProcessSummary[] {
    const held = [...this.#held.values()];
    for (const { timer } of held) clearTimeout(timer);
    this.#held.clear();
    for (const { process } of held.filter(hasCrashed)) this.#pass(process);
    clearTimeout(this.#window);
    this.#closeWindow();
    return held.filter((one) => !hasCrashed(one)).map(({ process }) => process);
  }

  #pass(process: ProcessSummary): void {
    this.#window ??= setTimeout(() => this.#closeWindow(), windowMs).unref();
    if (this.#told >= mostTold) {
      this.#others += 1;
      return;
    }
    this.#told += 1;
    this.#tell(process);
  }

  #closeWindow(): void {
    if (this.#others > 0) this.#count(this.#others);
    this.#window = undefined;
    this.#told = 0;
    this.#others = 0;
  }
}

/** Gone, and not because its agent was stopped, with a signal by which nobody asks for an end, or neither a code nor a signal. */
function isLost({ state, exit }: ProcessSummary): boolean {
  return state === 'gone' && exit !== undefined && exit.code === null && !isAskedBy(exit.signal);
}

function hasCrashed({ process: { exit } }: { readonly process: ProcessSummary }): boolean {
  const signal = exit?.signal ?? '';
  return signal === 'SIGABRT' || faultSignals.includes(signal);
}
