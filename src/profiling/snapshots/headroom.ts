import { nodeSource } from '../../sampling/nodeSource.ts';
import { capacityOf } from '../../wire/capacity.ts';
import { bytesInWords, durationInWords } from '../../wire/quantity.ts';
import { sampleFields } from '../../wire/sample.ts';

/** Memory that a heap snapshot needs, and what there is. */
export interface Headroom {
  readonly neededBytes: number;
  /** What the container or the host has left, whichever is less; `NaN` where neither tells. */
  readonly freeBytes: number;
  /** How long the thread will stand still: measured 60 ms for each megabyte of a small heap, 160 ms of a large one. */
  readonly pauseMs: { readonly low: number; readonly high: number };
}

const megabyte = 1024 * 1024;
/** Of heaps of 50 and 500 MB, in small objects, on Node 20, 22 and 24: 11 to 13 times what is used. */
const timesTheHeap = 13;

/** What a heap snapshot of so many used bytes would take, from what the platform says now. */
export function headroomFor(usedBytes: number, freeBytes: number): Headroom {
  const megabytes = usedBytes / megabyte;
  return {
    neededBytes: timesTheHeap * usedBytes,
    freeBytes,
    pauseMs: { low: 40 * megabytes, high: 160 * megabytes },
  };
}

/** Why it must not be taken; `undefined` where there is room, or where nobody tells how much there is. */
export function refusalFor({ neededBytes, freeBytes, pauseMs }: Headroom): string | undefined {
  if (!(neededBytes > freeBytes)) return undefined;
  const needed = `A heap snapshot may need ${bytesInWords(neededBytes)}, and ${bytesInWords(freeBytes)} are free`;
  return `${needed}; it would hold the thread up for ${durationInWords(pauseMs.low)} to ${durationInWords(pauseMs.high)}.`;
}

/** Bytes that the container or the host has left, whichever is less; `NaN` where neither tells. */
export function freeBytes(): number {
  const source = nodeSource();
  try {
    const row = new Float64Array(sampleFields.length);
    source.read(row);
    const left = capacityOf(row)
      .limits.filter(({ kind }) => kind !== 'heap')
      .map(({ limitBytes, usedBytes }) => limitBytes - usedBytes);
    return left.length === 0 ? Number.NaN : Math.min(...left);
  } finally {
    source.close();
  }
}
