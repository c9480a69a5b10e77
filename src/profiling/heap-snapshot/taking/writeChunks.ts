import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';

/** How a file is written. */
export interface ChunkWriting {
  readonly gzip: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Writes bytes into a file that is there already, compressed on request. */
export async function writeChunks(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  { gzip, signal }: ChunkWriting,
): Promise<void> {
  const source = Readable.from(chunks, { objectMode: false });
  const file = createWriteStream(path, { flags: 'r+' });
  const options = signal === undefined ? {} : { signal };
  // The fastest level: the time may be an application's.
  if (gzip) await pipeline(source, createGzip({ level: constants.Z_BEST_SPEED }), file, options);
  else await pipeline(source, file, options);
}
