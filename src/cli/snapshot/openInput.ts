import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isPacked } from '../../profiling/heap-snapshot/unpacked.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import type { CommandContext } from '../CommandContext.ts';

/** What a verb reads: a file, or standard input. */
export interface SnapshotInput {
  /** For people: the file's name without its folder. */
  readonly name: string;
  /** `undefined` for standard input. */
  readonly path: string | undefined;
  /** `undefined` where that is not known. */
  readonly sizeBytes: number | undefined;
  /** Whether it is known to be compressed. */
  readonly packed: boolean;
  /** Its bytes as they are, until the signal ends it. */
  readonly chunks: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
}

/** The name by which standard input goes. */
export const standardInput = '-';

/**
 * Opens what a verb was given.
 *
 * @throws TidemarkError `FILE_UNREADABLE`
 */
export function openInput(given: string, context: CommandContext): SnapshotInput {
  if (given === standardInput) {
    const chunks = (signal: AbortSignal): AsyncIterable<Uint8Array> =>
      interruptible(context.standardInput(), signal);
    return { name: 'standard input', path: undefined, sizeBytes: undefined, packed: false, chunks };
  }
  const path = resolve(context.directory, given);
  const { size, packed } = lookedAt(path, given);
  return {
    name: basename(given),
    path,
    sizeBytes: size,
    packed,
    chunks: (signal) => createReadStream(path, { signal, highWaterMark: 1024 * 1024 }),
  };
}

function lookedAt(path: string, given: string): { readonly size: number; readonly packed: boolean } {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) throw new Error('it is a folder');
    const start = new Uint8Array(2);
    readSync(descriptor, start, 0, 2, 0);
    return { size: stats.size, packed: isPacked(start) };
  } catch (cause) {
    const rule = 'a heap snapshot that can be read';
    const message = `FILE must be ${rule}, received ${given} (${(cause as Error).message})`;
    throw new TidemarkError('FILE_UNREADABLE', message, { option: 'FILE', rule, received: given, cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Ends when the signal says so, even while nothing comes. */
async function* interruptible(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  const source = chunks[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([source.next(), aborted]);
    if (next.done) return;
    yield next.value;
  }
}
