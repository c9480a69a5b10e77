export interface StormGuardOptions {
  /** Events of one name that may pass within the window. @default 20 */
  readonly limit?: number;
  /** Length of the window in milliseconds. @default 50 */
  readonly windowMs?: number;
  /** Names that are frequent by nature and always pass. */
  readonly frequent?: Iterable<string>;
  /** A clock in milliseconds. */
  readonly now: () => number;
}

interface Window {
  startedAtMs: number;
  passed: number;
}

/** Stops a storm: more than `limit` events of one name within one window are cut off until the window ends. */
export class StormGuard {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #frequent: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor({ limit = 20, windowMs = 50, frequent = [], now }: StormGuardOptions) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#frequent = new Set(frequent);
    this.#now = now;
  }

  passes(name: string): boolean {
    if (this.#frequent.has(name)) return true;
    const nowMs = this.#now();
    const window = this.#windows.get(name);
    if (window === undefined) {
      this.#windows.set(name, { startedAtMs: nowMs, passed: 1 });
      return this.#limit > 0;
    }
    if (nowMs - window.startedAtMs >= this.#windowMs) {
      window.startedAtMs = nowMs;
      window.passed = 0;
    }
    window.passed += 1;
    return window.passed <= this.#limit;
  }
}
