/** What Tidemark has to do with a process. */
export type Watching =
  /** A hub watches it. */
  | { readonly state: 'hub'; readonly hubPid: number | undefined }
  /** It answers for itself, without a hub. */
  | { readonly state: 'itself' }
  /** It is a hub. */
  | { readonly state: 'is-hub' }
  /** Its options load Tidemark, and nobody answers for it. */
  | { readonly state: 'loaded' }
  /** Nothing of Tidemark can be seen from outside. */
  | { readonly state: 'none' }
  /** It may not be looked at. */
  | { readonly state: 'unknown' };

/** A Node.js process of this machine. */
export interface NodeProcess {
  readonly pid: number;
  /** The user's name, or number where it has none here. */
  readonly user: string;
  /** `node server.js`, without arguments, which may hold secrets; what `process.title` says where that was set. */
  readonly command: string;
  /** How long it has run, in milliseconds; `NaN` where that is not known. */
  readonly ageMs: number;
  /** `NaN` where it is not known. */
  readonly rssBytes: number;
  /**
   * What an option allows the old generation, in bytes; `default` where none does, `undefined` where its options cannot be
   * seen.
   */
  readonly heapLimit: number | 'default' | undefined;
  /** `20.20.2`; `undefined` where that cannot be seen. */
  readonly nodeVersion: string | undefined;
  readonly watching: Watching;
}
