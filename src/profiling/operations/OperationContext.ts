import type { AsyncHook, AsyncLocalStorage } from 'node:async_hooks';

/**
 * Knows on whose behalf code runs, across callbacks and promises, and tells when that changes. What is loaded and
 * switched on for it slows down promises, so that it is all off before {@link open} and after {@link close}.
 */
export class OperationContext<Owner> {
  readonly #switched: (owner: Owner | undefined, timerMs: number | undefined) => void;
  #storage: AsyncLocalStorage<Owner | null> | undefined;
  #hook: AsyncHook | undefined;

  /**
   * @param switched called before each callback and continuation with whose it is, and, where it is a timer's, with its
   *   duration; must not throw
   */
  constructor(switched: (owner: Owner | undefined, timerMs: number | undefined) => void) {
    this.#switched = switched;
  }

  /** On whose behalf the code that asks is running. */
  get current(): Owner | undefined {
    return this.#storage?.getStore() ?? undefined;
  }

  /** From now on changes are told. Takes some memory, which must not count as anybody's. */
  open(): void {
    const { AsyncLocalStorage, createHook, executionAsyncResource } =
      process.getBuiltinModule('node:async_hooks');
    this.#storage ??= new AsyncLocalStorage();
    this.#hook ??= createHook({
      before: () => {
        const owner = this.#storage?.getStore();
        if (owner !== null) this.#switched(owner, durationOf(executionAsyncResource()));
      },
    });
    this.#storage.run(null, () => {});
    this.#hook.enable();
  }

  /** Runs a function, and everything that it sets in motion, on behalf of an owner. */
  run<Result>(owner: Owner, work: () => Result): Result {
    return this.#runAs(owner, work);
  }

  /** Runs a function whose callbacks count as nobody's and are not told of. */
  runUnseen<Result>(work: () => Result): Result {
    return this.#runAs(null, work);
  }

  /** Forgets all owners, and tells of nothing any more. */
  close(): void {
    this.#hook?.disable();
    this.#storage?.disable();
  }

  #runAs<Result>(owner: Owner | null, work: () => Result): Result {
    return this.#storage ? this.#storage.run(owner, work) : work();
  }
}

/** Node.js keeps timers in lists by their duration. */
function durationOf(resource: { readonly _idleTimeout?: unknown }): number | undefined {
  return typeof resource._idleTimeout === 'number' ? resource._idleTimeout : undefined;
}
