import type { HolderBound } from './snapshot.ts';

/** How full a cache with a bound is: `1,950 entries of 2,000 at most`; `1,950 entries, and has been full before`. */
export function boundInWords({ entries, capacity }: HolderBound): string {
  const count = `${entries.toLocaleString('en')} entries`;
  return capacity === undefined
    ? `${count}, and has been full before`
    : `${count} of ${capacity.toLocaleString('en')} at most`;
}
