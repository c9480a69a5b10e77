/** Attribute sets that are told apart; they stay as long as the process. */
const mostSeries = 96;

/**
 * The series of one instrument that come and go: leaks, forecasts. The SDK of OpenTelemetry tells the last value of each
 * attribute set again for ever (2.12, cumulative temporality), so that an end that was foreseen and has not come would be
 * foreseen for good. So what has been told once is told at every collection, at the end with the value of what is over.
 */
export class PassingSeries {
  readonly #afterwards: number;
  readonly #known: Map<string, Record<string, string>> = new Map();
  readonly #present: Set<string> = new Set();

  /** @param afterwards the value of what is over */
  constructor(afterwards: number) {
    this.#afterwards = afterwards;
  }

  /** Notes that a series is told at this collection. Whether it may be: those beyond the first 96 are not. */
  add(attributes: Record<string, string>): boolean {
    const key = JSON.stringify(attributes);
    if (!this.#known.has(key)) {
      if (this.#known.size >= mostSeries) return false;
      this.#known.set(key, attributes);
    }
    this.#present.add(key);
    return true;
  }

  /** Ends a collection: calls back with each series that was told before and is not present any more. */
  end(tell: (value: number, attributes: Record<string, string>) => void): void {
    for (const [key, attributes] of this.#known) {
      if (!this.#present.has(key)) tell(this.#afterwards, attributes);
    }
    this.#present.clear();
  }
}
