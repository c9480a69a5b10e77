import { column } from '../../wire/sample.ts';

/**
 * Bytes that the JavaScript heap holds outside of itself: V8's external memory, and shared array buffers, which V8
 * leaves out and Node counts among the array buffers. Where there are both it is the larger of the two, so that up to
 * as much of the shared buffers as there is other external memory goes unseen.
 */
export function externalBytesOf(row: ArrayLike<number>): number {
  const externalBytes = row[column.externalBytes]!;
  const arrayBufferBytes = row[column.arrayBufferBytes]!;
  return arrayBufferBytes > externalBytes ? arrayBufferBytes : externalBytes;
}
