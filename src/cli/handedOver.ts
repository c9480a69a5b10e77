import type { Writable } from 'node:stream';

/** Resolves when all that was written is in the reader's hands, or never will be: a pipe takes 64 kB until it is read. */
export function handedOver(stream: Writable): Promise<void> {
  if (stream.writableLength === 0 || stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('close', resolve);
    stream.write('', () => resolve());
  });
}
