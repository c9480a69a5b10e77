import { SnapshotRedactor } from './SnapshotRedactor.ts';

/**
 * The bytes of a `.heapsnapshot` with what may be data replaced: see {@link SnapshotRedactor}. The pieces that come in are
 * overwritten.
 *
 * @throws TidemarkError `INVALID_SNAPSHOT`
 */
export async function* redacted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const redactor = new SnapshotRedactor();
  for await (const chunk of chunks) {
    const ready = redactor.redact(chunk);
    if (ready.length > 0) yield ready;
  }
  redactor.end();
}
