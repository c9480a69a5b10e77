/** Lets one in at a time, in the order in which they come, and only while it is idle around. */
export class OperationQueue {
  readonly #isIdle: () => boolean;
  #last: Promise<void> = Promise.resolve();
  #idleAgain: (() => void) | undefined;

  constructor(isIdle: () => boolean) {
    this.#isIdle = isIdle;
  }

  /** Resolves when all that came before have left, with what is to be called in order to leave. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    let leave = (): void => {};
    this.#last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    while (!this.#isIdle()) {
      await new Promise<void>((resolve) => {
        this.#idleAgain = resolve;
      });
    }
    return leave;
  }

  /** To be called when it has become idle. */
  becameIdle(): void {
    this.#idleAgain?.();
    this.#idleAgain = undefined;
  }
}
