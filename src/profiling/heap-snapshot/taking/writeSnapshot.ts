import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { redacted } from '../redaction/redacted.ts';
import { HeadCounter, type HeadCounts } from './HeadCounter.ts';
import { type ChunkWriting, writeChunks } from './writeChunks.ts';

/** What V8 offers. */
export interface SnapshotWriter {
  writeHeapSnapshot(path: string): unknown;
  getHeapSnapshot(): Readable;
}

/** How a snapshot is written. */
export interface SnapshotWriting extends ChunkWriting {
  readonly redact: boolean;
}

const headBytes = 64 * 1024;

/**
 * Has V8 write a snapshot of this thread into a file that is there already. As it is, V8 writes it by itself, which takes
 * least memory; else it passes through this process, and waits in its memory.
 */
export async function writeSnapshot(
  path: string,
  { redact, gzip, signal }: SnapshotWriting,
  v8: SnapshotWriter,
): Promise<HeadCounts | undefined> {
  const counter = new HeadCounter();
  if (!redact && !gzip) {
    v8.writeHeapSnapshot(path);
    for await (const chunk of createReadStream(path, { end: headBytes - 1 })) counter.notice(chunk);
    return counter.counts;
  }
  async function* prepared(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of redact ? redacted(source) : source) {
      counter.notice(chunk);
      yield chunk;
    }
  }
  await writeChunks(path, prepared(v8.getHeapSnapshot()), { gzip, signal });
  return counter.counts;
}
