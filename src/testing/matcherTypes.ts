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
    // biome-ignore lint/correctness/noUnusedVariables: likewise.
    interface Matchers<R, T = {}> extends LeakMatchers {}
  }
}

/** @ts-expect-error: there need not be a Jest */
declare module 'expect' {
  // biome-ignore lint/correctness/noUnusedVariables: all declarations have to be alike.
  interface Matchers<R extends void | Promise<void>, T = unknown> extends LeakMatchers {}
}
