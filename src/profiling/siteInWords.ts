import type { AllocationSite } from '../wire/event.ts';

/**
 * A site as people say it: `in or below flush (src/cache.ts:88, your code)`. Below, because V8 gives what an inlined
 * function allocates to the function that it was inlined into.
 */
export function siteInWords(site: Pick<AllocationSite, 'function' | 'file' | 'line' | 'package'>): string {
  const owner = site.package === undefined ? 'your code' : `package ${site.package}`;
  return `in or below ${site.function} (${site.file}:${site.line}, ${owner})`;
}
