import { column } from '../wire/sample.ts';
import type { MemoryCollection } from './MemoryStrategy.ts';

/** What of a collection shows how much of what it freed has stayed with the process. */
export type FreedMemory = Pick<
  MemoryCollection & { readonly performed: true },
  'usedBytesBefore' | 'usedBytesAfter' | 'rssBytesBefore' | 'rssBytesAfter'
>;

/** Resident memory that grows beside the room shows that the room does not fit: each byte of it counts for so many. */
const misfitFactor = 4;

/**
 * Room inside the process: memory that a collection has shown to be free, and that the allocator keeps, so that the kernel
 * still charges for it. What the process allocates next goes there first, and needs no page of the kernel.
 *
 * Resident memory, less what V8 has in use, is what the process has beside it. A collection that frees more than goes back
 * makes that larger, by the room; it becomes smaller as the room is filled again, or as its pages go back late, which they
 * do within about a second. So the room is at most what was freed, and never grows by itself: a native leak does not count as
 * room. Where resident memory grows all the same, what is allocated is of another size or kind than what was freed, and the
 * room counts for less.
 */
export class KeptRoom {
  /** Resident memory beside V8's before anything was freed. */
  #baseBytes = 0;
  #roomBytes = 0;
  #lowestRssBytes = Number.POSITIVE_INFINITY;

  /** Takes what a collection has shown. */
  add({ usedBytesBefore, usedBytesAfter, rssBytesBefore, rssBytesAfter }: FreedMemory): void {
    const before = rssBytesBefore - usedBytesBefore;
    const after = rssBytesAfter - usedBytesAfter;
    const freed = usedBytesBefore - usedBytesAfter;
    if (!Number.isFinite(before + after)) return;
    const left = Math.max(0, Math.min(this.#roomBytes, before - this.#baseBytes));
    this.#baseBytes = before - left;
    this.#roomBytes = Math.max(0, Math.min(after - this.#baseBytes, left + freed));
    this.#lowestRssBytes = rssBytesAfter;
  }

  /** Bytes of room as of this sample; 0 where nobody knows. Samples ascend. */
  bytes(row: ArrayLike<number>): number {
    if (this.#roomBytes === 0) return 0;
    const rss = row[column.rssBytes]!;
    const used = row[column.heapUsedBytes]! + (row[column.externalBytes]! || 0);
    if (!Number.isFinite(rss - used)) return 0;
    this.#roomBytes = Math.max(0, Math.min(this.#roomBytes, rss - used - this.#baseBytes));
    this.#lowestRssBytes = Math.min(this.#lowestRssBytes, rss);
    return Math.max(0, this.#roomBytes - misfitFactor * (rss - this.#lowestRssBytes));
  }
}
