/** Kinds of collections, by the names that everybody's dashboards use. */
export const collectionKinds = ['minor', 'major', 'incremental', 'weakcb'] as const;

/** A kind of collection. */
export type CollectionKind = (typeof collectionKinds)[number];

/** Upper ends of the classes of duration, in milliseconds, ends included; one class more is for what is longer. */
export const collectionBucketsMs: readonly number[] = [1, 10, 100, 1_000, 2_000, 5_000];

/** `NODE_PERFORMANCE_GC_MINOR`, and V8's other kind of minor collection, which Node has no name for. */
const minorKinds: number = 1 | 2;
/** `NODE_PERFORMANCE_GC_MAJOR`, `…_INCREMENTAL`, `…_WEAKCB`, each at the place of its name. */
const otherKinds: readonly number[] = [0, 4, 8, 16];
const classes = collectionBucketsMs.length + 1;

/** How many collections there were, how long they took, and how many took how long: by kind, since counting began. */
export class CollectionCounts {
  readonly #counts: Float64Array = new Float64Array(collectionKinds.length * classes);
  readonly #durationsMs: Float64Array = new Float64Array(collectionKinds.length);

  /** Counts one, by Node's number of its kind, and names that. V8's other kind of minor collection is minor. */
  add(kind: number, durationMs: number): CollectionKind {
    const place = (kind & minorKinds) === 0 ? Math.max(1, otherKinds.indexOf(kind)) : 0;
    let index = 0;
    while (index < classes - 1 && durationMs > collectionBucketsMs[index]!) index++;
    this.#counts[place * classes + index]! += 1;
    this.#durationsMs[place]! += durationMs;
    return collectionKinds[place]!;
  }

  /** All durations of these kinds together, in milliseconds. */
  durationMs(...kinds: readonly CollectionKind[]): number {
    return kinds.reduce((sum, kind) => sum + this.#durationsMs[collectionKinds.indexOf(kind)]!, 0);
  }

  /** How many took no longer than each end of {@link collectionBucketsMs}, and last how many there were. */
  cumulative(kind: CollectionKind): number[] {
    const begin = collectionKinds.indexOf(kind) * classes;
    let sum = 0;
    return Array.from(this.#counts.subarray(begin, begin + classes), (count) => {
      sum += count;
      return sum;
    });
  }
}
