/** Bytes that are read at once, at most. */
const chunkBytes = 1024 * 1024;
/** Room before the chunk for a record of which the end was still missing. */
export const marginBytes = 4096;
/** For the zero that ends it. */
export const behindBytes = 8;

/** Size of a kernel's window for pieces of at most that many bytes: margin, piece, and the zero behind it. */
export function windowBytesFor(pieceBytes: number): number {
  return marginBytes + pieceBytes + behindBytes;
}

/** The usual size of a kernel's window. */
export const windowBytes: number = windowBytesFor(chunkBytes);

const smallFileBytes = 32 * 1024 * 1024;
const smallChunkBytes = 128 * 1024;

/** The size of a kernel's window for a file of that many bytes: beside a small file a large window counts. */
export function windowBytesForFile(fileBytes: number): number {
  return fileBytes <= smallFileBytes ? windowBytesFor(smallChunkBytes) : windowBytes;
}
