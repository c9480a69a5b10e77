import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isPacked } from '../../profiling/heap-snapshot/unpacked.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import type { CommandContext } from '../CommandContext.ts';

const pieceBytes = 1024 * 1024;

/** What a verb reads: a file, a pipe, or standard input. */
export interface SnapshotInput {
  /** For people: the file's name without its folder, or the path of a pipe. */
  readonly name: string;
  /** `undefined` for standard input and other pipes, which can be read only once. */
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
  const looked = lookedAt(path, given);
  if (looked === undefined) {
    const chunks = (signal: AbortSignal): AsyncIterable<Uint8Array> => fromPipe(path, given, signal);
    return { name: given, path: undefined, sizeBytes: undefined, packed: false, chunks };
  }
  return {
    name: basename(given),
    path,
    sizeBytes: looked.size,
    packed: looked.packed,
    chunks: (signal) => createReadStream(path, { signal, highWaterMark: pieceBytes }),
  };
}

/** `undefined` for what is neither a file nor a folder: a pipe, which can be read only once, and whose writer may yet come. */
function lookedAt(
  path: string,
  given: string,
): { readonly size: number; readonly packed: boolean } | undefined {
  let descriptor: number | undefined;
  try {
    if (given === '') throw new Error('it is no name');
    const stats = statSync(path);
    if (stats.isDirectory()) throw new Error('it is a folder');
    if (!stats.isFile()) return undefined;
    descriptor = openSync(path, 'r');
    const start = new Uint8Array(2);
    readSync(descriptor, start, 0, 2, 0);
    return { size: stats.size, packed: isPacked(start) };
  } catch (cause) {
    throw unreadable(given, cause as Error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The error of a file that cannot be read. */
export function unreadable(given: string, cause: Error): TidemarkError {
  const rule = 'a heap snapshot that can be read';
  const message = `FILE must be ${rule}, received ${given === '' ? '""' : given} (${reasonOf(cause)})`;
  return new TidemarkError('FILE_UNREADABLE', message, { option: 'FILE', rule, received: given, cause });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
};

function reasonOf({ code = '', message }: NodeJS.ErrnoException): string {
  return reasons[code] ?? message;
}

/** It is opened beside the thread, so that Ctrl-C ends the wait for somebody who writes. */
async function* fromPipe(path: string, given: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* interruptible(createReadStream(path, { highWaterMark: pieceBytes }), signal);
  } catch (cause) {
    throw signal.aborted ? cause : unreadable(given, cause as Error);
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
