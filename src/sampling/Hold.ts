const jitterMs = 500;

/**
 * Says when a value that is dear to read is due again: at the first sample of all, and once the given milliseconds have
 * passed since; half a second early, so that a timer's jitter does not make it skip a whole interval.
 */
export class Hold {
  readonly #holdMs: number;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  /** Whether to read now; if so, the time begins anew. */
  due(now: number): boolean {
    if (now - this.#readAt < this.#holdMs - jitterMs) return false;
    this.#readAt = now;
    return true;
  }
}
