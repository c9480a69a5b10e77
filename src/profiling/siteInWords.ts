import type { AllocationSite } from '../wire/event.ts';
import { isNameless } from '../wire/isNameless.ts';
import { placeOfSite } from '../wire/placeOfSite.ts';

/**
 * A site as people say it: `in or below flush (src/cache.ts:88, your code)`. Below, because V8 gives what an inlined
 * function allocates to the function that it was inlined into.
 */
export function siteInWords(
  site: Pick<AllocationSite, 'function' | 'file' | 'line' | 'column' | 'package'>,
): string {
  const owner = site.package === undefined ? 'your code' : `package ${site.package}`;
  const place = placeOfSite(site);
  return isNameless(site.function)
    ? `in or below ${place} (${owner})`
    : `in or below ${site.function} (${place}, ${owner})`;
}
