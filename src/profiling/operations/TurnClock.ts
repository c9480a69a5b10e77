// Taken before the application runs, since test frameworks and others replace them.
const { setInterval, clearInterval } = globalThis;

const tickMs = 1;

interface Turn {
  readonly reached: Promise<void>;
  readonly reach: () => void;
}

/**
 * Tells when the event loop has come round. All that it takes is there from {@link open} on: a timer or an immediate of its
 * own for each that waits would lie in lists of Node.js, where each one keeps the one before it, so that what operations
 * leave would be counted as let go by the last of them.
 */
export class TurnClock {
  #timer: NodeJS.Timeout | undefined;
  #soon: Turn = newTurn();
  #later: Turn = newTurn();
  #waiting = 0;

  /** Begins to tick. Takes some memory; does nothing where it ticks. */
  open(): void {
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
  }

  /** Resolves when the timers that are due now have run, and all that has been waiting in the loop. */
  next(): Promise<void> {
    this.open();
    this.#timer?.ref();
    this.#waiting = 2;
    return this.#later.reached;
  }

  /** Ends it, where nobody waits. */
  close(): void {
    if (this.#waiting > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A tick may come in the very phase of the loop in which somebody has begun to wait: the one after it counts. */
  #tick(): void {
    if (this.#waiting === 0) return;
    this.#waiting -= 1;
    const { reach } = this.#soon;
    this.#soon = this.#later;
    this.#later = newTurn();
    if (this.#waiting === 0) this.#timer?.unref();
    reach();
  }
}

function newTurn(): Turn {
  let reach = (): void => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return { reached, reach };
}
