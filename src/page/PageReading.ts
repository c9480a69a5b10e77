/** What can grow in a page. */
export const pageKinds = ['heap', 'buffers', 'nodes', 'detached', 'listeners', 'documents'] as const;

/** @see {@link pageKinds} */
export type PageKind = (typeof pageKinds)[number];

/** Of what kind how much there is after a collection; what the browser does not tell is left out. */
export type PageCounts = Readonly<Partial<Record<PageKind, number>>>;

/** One look at a page. */
export interface PageReading {
  /** Bytes of `heap` (JavaScript) and `buffers` (array buffers, beside it), and numbers of the others. */
  readonly counts: PageCounts;
  /** Detached nodes that are the roots of what is detached, by what they are: `div.card`. */
  readonly detachedRoots: ReadonlyMap<string, number>;
}
