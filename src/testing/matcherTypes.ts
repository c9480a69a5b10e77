import type { CollectionTestOptions } from './collectionTest.ts';
import type { LeakTestOptions } from './LeakTestOptions.ts';

/** What `expect(…)` can do once it has been extended. */
export interface LeakMatchers {
  /** Whether an operation keeps memory with each run: `await expect(operation).not.toLeak()`. */
  toLeak(options?: LeakTestOptions): Promise<void>;
  /** Whether the object of a WeakRef, or the one that a function makes, is garbage: `await expect(reference).toBeCollected()`. */
  toBeCollected(options?: CollectionTestOptions): Promise<void>;
}

declare global {
  namespace jest {
    // Of Vitest and of @types/jest, which both have it with these parameters.
    // biome-ignore lint/complexity/noBannedTypes: all declarations have to be alike.
    interface Matchers<R, T = {}> extends LeakMatchers {}
  }
}

// biome-ignore lint/suspicious/noTsIgnore: it is an error or none, by what is installed.
/** @ts-ignore: there need not be a Jest. */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends LeakMatchers {}
}
