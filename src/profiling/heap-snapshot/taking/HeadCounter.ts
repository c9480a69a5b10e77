import { HeadReader } from '../HeadReader.ts';
import { snapshotFormat } from '../SnapshotFormat.ts';

/** How many objects and references the head of a snapshot says there are. */
export interface HeadCounts {
  readonly objects: number;
  readonly references: number;
}

/** Reads the head of a snapshot that passes by. */
export class HeadCounter {
  /** `undefined` until the head has passed, and where it cannot be read. */
  counts: HeadCounts | undefined;
  readonly #head = new HeadReader();
  #isDone = false;

  notice(chunk: Uint8Array): void {
    if (this.#isDone) return;
    try {
      const head = this.#head.read(chunk);
      if (head === undefined) return;
      const { nodeCount, edgeCount } = snapshotFormat(head.value);
      this.counts = { objects: nodeCount, references: edgeCount };
    } catch {
      // Whoever reads the snapshot will be told what is wrong with it.
    }
    this.#isDone = true;
  }
}
