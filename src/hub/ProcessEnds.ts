import { signalOfShellCode } from '../recording/death/signals.ts';
import type { ProcessExit, ProcessIdentity } from '../wire/process.ts';

const mostKept = 1000;
/** A shell ends as soon as what it has waited for. */
const passedOnMs = 1000;

/** How processes ended, by whoever has started them. */
export class ProcessEnds {
  readonly #ends: Map<number, ProcessExit> = new Map();

  /** The last thousand are kept. */
  record(pid: number, exit: ProcessExit): void {
    this.#ends.delete(pid);
    this.#ends.set(pid, exit);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > mostKept) this.#ends.delete(oldest as number);
  }

  /** Another process has this pid now. */
  forget(pid: number): void {
    this.#ends.delete(pid);
  }

  /**
   * How a process ended, by whoever has started it, else by what it has said itself; where it is gone and has said nothing, by
   * the code of the shell that it ran in, where nothing else did.
   *
   * @param said what it has said; without code and signal where it is gone and has said nothing
   * @param isOnlyChild whether no other process is known that its parent has started: of several nobody can say which it was
   */
  endOf(
    { pid, parentPid }: ProcessIdentity,
    said: ProcessExit | undefined,
    isOnlyChild: boolean,
  ): ProcessExit | undefined {
    const own = this.#ends.get(pid);
    if (own !== undefined) return own;
    const shell = isOnlyChild ? this.#ends.get(parentPid) : undefined;
    if (said === undefined || said.code !== null || said.signal !== null || shell?.code == null) return said;
    const signal = signalOfShellCode(shell.code) ?? null;
    return Math.abs(shell.time - said.time) > passedOnMs ? said : { ...said, signal };
  }
}
