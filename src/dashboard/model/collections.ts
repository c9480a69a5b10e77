import type { Frame } from './frame.ts';

/** Times of the samples by which a major collection had happened since the sample before. */
export function collectionTimes({ times, columns }: Frame): number[] {
  const counts = columns.majorCollections ?? [];
  const result: number[] = [];
  let previous: number | null = null;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index] as number | null;
    if (count === null) continue;
    if (previous !== null && count > previous) result.push(times[index] as number);
    previous = count;
  }
  return result;
}
