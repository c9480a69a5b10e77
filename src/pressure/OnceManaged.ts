/** What is under management already: a cache that is given twice is one cache. Holds nothing. */
export class OnceManaged {
  readonly #known: WeakMap<object, () => void> = new WeakMap();

  /**
   * Takes a cache, unless it has been taken.
   *
   * @param begin takes it, and returns the function that lets go of it; what it throws is thrown
   * @returns a function that lets go of it; the same for the same cache
   */
  take(cache: unknown, begin: () => () => void): () => void {
    const known = this.#known.get(cache as object);
    if (known !== undefined) return known;
    const release = begin();
    const letGo = (): void => {
      this.#known.delete(cache as object);
      release();
    };
    // Whatever has an adapter is an object or a function.
    this.#known.set(cache as object, letGo);
    return letGo;
  }
}
