import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalidSnapshot } from './invalidSnapshot.ts';

const magic = [0x1f, 0x8b];

/** Whether bytes begin as gzip does. */
export function isPacked(bytes: Uint8Array): boolean {
  return magic.every((byte, place) => bytes[place] === byte);
}

/**
 * The bytes as they are, or unpacked where they are compressed by gzip, which their first two tell.
 *
 * @throws TidemarkError `INVALID_SNAPSHOT` where compressed data are cut short or damaged
 */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array(0);
  let isDone = false;
  while (first.length < magic.length && !isDone) {
    const next = await source.next();
    isDone = next.done === true;
    if (!next.done) first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first;
    if (!isDone) yield* { [Symbol.asyncIterator]: () => source };
  }
  if (!isPacked(first)) yield* all();
  else yield* gunzipped(all());
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const feeding = pipeline(Readable.from(chunks), gunzip);
  // What goes wrong is told by the iteration, too.
  feeding.catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    throw invalidSnapshot('be whole', `it is compressed, and cannot be unpacked: ${message}`);
  }
}
