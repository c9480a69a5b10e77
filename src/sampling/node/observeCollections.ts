/** A collection, as Node's performance entries tell of it. */
export interface CollectionEntry {
  /** Milliseconds since the process began. */
  readonly startTime: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly detail?: unknown;
}

/** Calls back with the collections that are made from now on, some time later, until it is told to stop. */
export type ObserveCollections = (onEntries: (entries: readonly CollectionEntry[]) => void) => () => void;

/** `NODE_PERFORMANCE_GC_MAJOR` of node:perf_hooks. */
export const major = 4;

/** What an entry tells besides its duration. */
export function detailOf({ detail }: CollectionEntry): { readonly kind?: number; readonly flags?: number } {
  return typeof detail === 'object' && detail !== null ? detail : {};
}

/** Those of this thread, by a `PerformanceObserver`. Each costs some 25 µs while somebody listens. */
export const observeCollections: ObserveCollections = (onEntries) => {
  const { PerformanceObserver } = process.getBuiltinModule('node:perf_hooks');
  const observer = new PerformanceObserver((list) => onEntries(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
};
