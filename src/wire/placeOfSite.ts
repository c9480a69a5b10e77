import type { AllocationSite } from './event.ts';

/** Where a site is, for people: `src/cache.ts:88`, and `dist/app.js:1:2044` where its line alone does not tell. */
export function placeOfSite({
  file,
  line,
  column,
}: Pick<AllocationSite, 'file' | 'line' | 'column'>): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
