/**
 * Chooses which requests are refused, so that of any number of them the share is met to within one. Which ones it are is
 * left to chance: a strict order would refuse the same client for ever that asks in step with it.
 */
export class RefusalQuota {
  readonly #random: () => number;
  /** What has been due to be refused and has not been; below 0 where more was. Always between -1 and 1. */
  #due = 0;

  /** @param random a number from 0 to below 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Whether the next request is refused, where this share of them is to be. */
  refuses(share: number): boolean {
    if (share <= 0) {
      this.#due = 0;
      return false;
    }
    if (share >= 1) return true;
    this.#due += share;
    if (this.#due <= this.#random()) return false;
    this.#due -= 1;
    return true;
  }
}
