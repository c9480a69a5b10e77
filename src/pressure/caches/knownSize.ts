import { isAmount } from './isAmount.ts';
import type { ManagedCache } from './ManagedCache.ts';

/** How large a cache says it is, as far as that can be true; `undefined` where it cannot, and where it throws. */
export function knownSize(cache: Pick<ManagedCache, 'entries' | 'bytes'>): {
  readonly entries: number | undefined;
  readonly bytes: number | undefined;
} {
  try {
    const { entries, bytes } = cache;
    return {
      entries: isAmount(entries) ? entries : undefined,
      bytes: isAmount(bytes) ? bytes : undefined,
    };
  } catch {
    return { entries: undefined, bytes: undefined };
  }
}
