interface Pending<Value> {
  readonly promise: Promise<Value>;
  readonly sinceMs: number;
}

/** Where there are more than so many, those that nobody new waits for are forgotten: what never answers would stay for good. */
const mostKept = 1000;

/**
 * Values that are being generated, one generator for each key at a time: callers that ask meanwhile wait for the same
 * promise. A failure is told to those who waited for it, and forgotten.
 */
export class PendingValues<Key, Value> {
  readonly #pending: Map<Key, Pending<Value>> = new Map();
  readonly #timeoutMs: number;

  /** @param timeoutMs a generator that has not answered for so long is waited for by no new caller */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** The value that others are waiting for already, if there is one. */
  find(key: Key, nowMs: number): Promise<Value> | undefined {
    const pending = this.#pending.get(key);
    return pending !== undefined && nowMs - pending.sinceMs < this.#timeoutMs ? pending.promise : undefined;
  }

  /**
   * Waits for a generator. Returns what all callers of the key wait for.
   *
   * @param arrived gets the value, unless the key was forgotten meanwhile
   */
  add(
    key: Key,
    nowMs: number,
    generated: PromiseLike<Value>,
    { arrived, failed }: { readonly arrived: (value: Value) => void; readonly failed: () => void },
  ): Promise<Value> {
    const promise = Promise.resolve(generated).then(
      (value) => {
        if (this.#settle(key, promise)) arrived(value);
        return value;
      },
      (error: unknown) => {
        this.#settle(key, promise);
        failed();
        throw error;
      },
    );
    // Anew, so that they stand in the order of their beginning.
    this.#pending.delete(key);
    this.#pending.set(key, { promise, sinceMs: nowMs });
    this.#giveUp(nowMs);
    return promise;
  }

  #giveUp(nowMs: number): void {
    for (const [key, { sinceMs }] of this.#pending) {
      if (this.#pending.size <= mostKept || nowMs - sinceMs < this.#timeoutMs) return;
      this.#pending.delete(key);
    }
  }

  /** What arrives for these keys is out of date: those who wait get it, nobody else does. */
  forget(isMeant: (key: Key) => boolean): void {
    for (const key of this.#pending.keys()) if (isMeant(key)) this.#pending.delete(key);
  }

  forgetKey(key: Key): void {
    this.#pending.delete(key);
  }

  /** Says whether the value is still wanted. */
  #settle(key: Key, promise: Promise<Value>): boolean {
    if (this.#pending.get(key)?.promise !== promise) return false;
    return this.#pending.delete(key);
  }
}
