import type { FuzzInput } from './FuzzSurface.ts';

const headWords = 8;
const mostBytes = 1 << 20;

/** Where a thread puts the input that it is about to try, so that others know of it whatever becomes of the thread. */
export function roomForInput(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * headWords + mostBytes);
}

/** Puts an input there. The first word counts them. */
export function putInput({ bytes, pieces }: FuzzInput, room: SharedArrayBuffer): void {
  const words = new Int32Array(room, 0, headWords);
  new Uint8Array(room, 4 * headWords).set(bytes);
  words[1] = bytes.length;
  words[2] = pieces.length;
  words.set(pieces, 3);
  Atomics.add(words, 0, 1);
}

/** The input that was put there last. */
export function inputIn(room: SharedArrayBuffer): FuzzInput {
  const words = new Int32Array(room, 0, headWords);
  return {
    bytes: new Uint8Array(room, 4 * headWords).slice(0, words[1]!),
    pieces: [...words.subarray(3, 3 + words[2]!)],
  };
}
