/** Errors that come within this time of the first may have one cause, and one end. */
const burstMs = 1000;

/** Whether a process has gone on after an error of a kind, as it may do after the next. Times by a clock that nobody sets. */
export class OutlivedErrors {
  #firstAt: number | undefined;
  #isOutlived = false;

  /** Whether it had gone on after another one before the last that came. */
  get isOutlived(): boolean {
    return this.#isOutlived;
  }

  /** Another error has come. */
  came(atMs: number): void {
    if (this.#firstAt !== undefined && atMs - this.#firstAt > burstMs) this.#isOutlived = true;
  }

  /** The process goes on after one that had come. */
  wentOn(atMs: number): void {
    this.#firstAt ??= atMs;
  }
}
