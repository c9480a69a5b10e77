import type { ReadBytes } from './HeldBytes.ts';
import { ScriptKernel } from './kernel/ScriptKernel.ts';
import type { SnapshotKernel } from './kernel/SnapshotKernel.ts';
import { WebAssemblyKernel } from './kernel/WebAssemblyKernel.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import { SnapshotReader } from './SnapshotReader.ts';
import { windowBytes } from './windowSizes.ts';

/** Options of {@link readSnapshot}. */
export interface ReadSnapshotOptions {
  /** @default the fastest that this Node.js can run */
  readonly kernel?: SnapshotKernel | undefined;
  /** Told how many bytes have been read, after each chunk. */
  readonly progress?: ((bytesRead: number) => void) | undefined;
  /** Ends the reading: it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Size of the whole in bytes, where it is known. */
  readonly sizeBytes?: number | undefined;
}

/** Where a snapshot comes from: its bytes in order, and a way to read them again where there is one. */
export interface SnapshotBytes {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly read?: ReadBytes | undefined;
}

/**
 * Reads a `.heapsnapshot` from its bytes, in pieces of any size.
 *
 * @throws TidemarkError `INVALID_SNAPSHOT`
 */
export async function readSnapshot(
  { chunks, read }: SnapshotBytes,
  { kernel = newKernel(), progress, signal, sizeBytes }: ReadSnapshotOptions = {},
): Promise<SnapshotGraph> {
  const reader = new SnapshotReader({ kernel, read, sizeBytes });
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    reader.push(chunk);
    progress?.(reader.bytesRead);
  }
  return reader.end();
}

/** The fastest kernel that this Node.js can run: WebAssembly can be forbidden, and memory short. For one snapshot. */
export function newKernel(window: number = windowBytes): SnapshotKernel {
  try {
    return new WebAssemblyKernel(window);
  } catch {
    return new ScriptKernel(window);
  }
}
