/** What has come down by so much of the limit has come down. */
const downShare = 0.1;
/** One return may be the last of what was begun before. */
const enoughReturns = 2;

/**
 * Whether memory comes and goes by itself: while everything is refused it has come down, been short again, come down, and been
 * short again. What does that is not what is refused.
 */
export class Returns {
  #highShare = Number.NaN;
  #down = false;
  #count = 0;

  /** Memory is short, with this used share of a limit. */
  begin(share: number): void {
    this.#highShare = share;
    this.#down = false;
    this.#count = 0;
  }

  /** Takes a look. Returns whether memory has come back often enough. */
  takes({ share, pressing }: { readonly share: number; readonly pressing: boolean }): boolean {
    if (share <= this.#highShare - downShare) {
      this.#down = true;
    } else if (pressing && this.#down) {
      this.#down = false;
      this.#count++;
    }
    return this.#count >= enoughReturns;
  }
}
