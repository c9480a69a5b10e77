import type { SnapshotEstimate } from '../../../wire/snapshotTaking.ts';

/** What of a heap decides how much its snapshot takes. */
export interface HeapExtent {
  /** Bytes in V8's heap, garbage included. */
  readonly heapUsedBytes: number;
  /** Of these, bytes of objects that have pages of their own: long arrays and texts. */
  readonly largeObjectBytes: number;
}

/** What an earlier snapshot of the same process counted. */
export interface CountedHeap {
  readonly objects: number;
  readonly references: number;
  /** Bytes in V8's heap right after it. */
  readonly heapUsedBytes: number;
}

/** How a snapshot is going to be written, as far as it costs. */
export interface WritingWay {
  /** Major version of Node.js. */
  readonly nodeMajor: number;
  /** Whether the file passes through the process, to be redacted or compressed, and waits in its memory for that. */
  readonly streamed: boolean;
  readonly compressed: boolean;
}

/** Of the smallest objects of a program, with what they refer to: `{ id, at, name }` comes to 32 bytes a node. */
const bytesPerObject = 32;
const referencesPerObject = 2.7;
/** An element of a long array is referred to twice, by the array and by its store of elements. */
const bytesPerReference = 4;

/**
 * Measured on Node 20, 22 and 24, on heaps of 50 MB of small objects, closures, maps, long arrays and texts, and checked
 * against 100 MB to 1.3 GB of mixed ones: up to 560 bytes of memory an object and 52 a reference, 28 and 17 in the file.
 */
const memoryPer = { object: 560, reference: 52 };
const filePer = { object: 28, reference: 17 };
/** Microseconds by major version of Node. Node 20 has been seen to take many times as long with some heaps. */
const pausePer = [
  { from: 24, object: 1.6, reference: 0.33 },
  { from: 22, object: 2.2, reference: 0.45 },
  { from: 0, object: 2.4, reference: 0.49 },
];
/** What a process needs even with an empty heap. */
const leastMemoryBytes = 32 * 1024 * 1024;
const leastPauseMs = 150;
/** Of heaps with few and large objects, and of those that are mostly garbage. */
const lowShare = 0.25;
/** Gzip at its fastest makes a fifth of it; a fourth is to be on the safe side. */
const compressedShare = 0.25;

/** What a heap snapshot will take. With the counts of an earlier one it is near; without them it is an upper bound. */
export function estimateSnapshot(
  { heapUsedBytes, largeObjectBytes }: HeapExtent,
  { nodeMajor, streamed, compressed }: WritingWay,
  counted?: CountedHeap,
): SnapshotEstimate {
  const small = Math.max(0, heapUsedBytes - largeObjectBytes);
  const growth = counted === undefined ? 1 : heapUsedBytes / counted.heapUsedBytes;
  const objects = Math.round(counted === undefined ? small / bytesPerObject : counted.objects * growth);
  const references = Math.round(
    counted === undefined
      ? objects * referencesPerObject + largeObjectBytes / bytesPerReference
      : counted.references * growth,
  );
  const sum = (per: { readonly object: number; readonly reference: number }): number =>
    per.object * objects + per.reference * references;
  const writtenBytes = sum(filePer);
  const per = pausePer.find(({ from }) => nodeMajor >= from)!;
  const pauseMs = leastPauseMs + sum(per) / 1000;
  return {
    heapUsedBytes,
    objects,
    references,
    counted: counted !== undefined,
    fileBytes: Math.round(writtenBytes * (compressed ? compressedShare : 1)),
    memoryBytes: Math.round(leastMemoryBytes + sum(memoryPer) + (streamed ? writtenBytes : 0)),
    pauseMs: {
      low: Math.round(counted === undefined ? pauseMs * lowShare : pauseMs / 2),
      high: Math.round(pauseMs * (counted === undefined ? 1 : 1.5)),
    },
  };
}
