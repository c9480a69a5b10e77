import { HeldBytes, type ReadBytes } from './HeldBytes.ts';
import { KnownNames } from './KnownNames.ts';
import type { SnapshotKernel } from './kernel/SnapshotKernel.ts';
import { StringTable } from './StringTable.ts';
import { WeakMapNames } from './WeakMapNames.ts';

/** A string that may matter, of which the rest is in the next chunk. */
interface CutString {
  readonly index: number;
  bytes: Uint8Array;
}

/** Longer than any name that matters. */
const longestCut = 64 * 1024;

/** Of each pair of first bytes, 1 where a string that begins with it may be one that matters. */
const mayMatter = Uint8Array.from({ length: 65_536 }, (_, pair) => {
  const first = pair & 255;
  return WeakMapNames.mayBe(first) || KnownNames.mayBe(first, pair >>> 8) ? 1 : 0;
});

/** Reads the section of the strings: notes where each begins, and which of them the rules speak of. */
export class StringScanner {
  readonly table: StringTable;
  readonly knownNames: KnownNames = new KnownNames();
  readonly weakMapNames: WeakMapNames = new WeakMapNames();
  readonly #kernel: SnapshotKernel;
  readonly #held: HeldBytes | undefined;
  #starts: Uint32Array | undefined;
  #cut: CutString | undefined;

  /**
   * @param sectionOffset offset of the section in the file
   * @param read reads the file again; without it, the section's bytes are held
   */
  constructor(
    kernel: SnapshotKernel,
    sectionOffset: number,
    read: ReadBytes | undefined,
    starts: Uint32Array,
  ) {
    this.#kernel = kernel;
    this.#starts = starts;
    this.#held = read === undefined ? new HeldBytes(sectionOffset) : undefined;
    this.table = new StringTable(read ?? ((offset, length) => this.#held!.read(offset, length)));
  }

  /**
   * Reads from `from` up to `to` in the kernel's window.
   *
   * @param offset offset in the file of the window's first byte
   */
  read(from: number, to: number, offset: number): void {
    const kernel = this.#kernel;
    const starts = this.#starts!;
    kernel.parseStrings(from, to, starts);
    const { records, position } = kernel.state;
    const { window } = kernel;
    this.#held?.append(window.subarray(from, position));
    if (this.#cut !== undefined)
      this.#complete(window.subarray(from, Math.min(position, records === 0 ? to : starts[0]!)), records > 0);
    for (let index = 0; index < records; index++) {
      const start = starts[index]!;
      this.table.add(offset + start);
      const isLast = index === records - 1;
      // The second byte may be in the next chunk.
      const matters = start + 1 < to ? mayMatter[window[start]! | (window[start + 1]! << 8)] === 1 : isLast;
      if (!matters) continue;
      const number = this.table.count - 1;
      if (isLast && !kernel.state.ended) this.#cut = { index: number, bytes: window.slice(start, to) };
      else this.#notice(number, window, start);
    }
    if (kernel.state.ended) {
      this.#cut = undefined;
      this.#starts = undefined;
    }
  }

  #complete(more: Uint8Array, isWhole: boolean): void {
    const cut = this.#cut!;
    const bytes = new Uint8Array(cut.bytes.length + more.length);
    bytes.set(cut.bytes);
    bytes.set(more, cut.bytes.length);
    cut.bytes = bytes;
    if (isWhole || this.#kernel.state.ended) this.#notice(cut.index, bytes, 0);
    else if (bytes.length < longestCut) return;
    this.#cut = undefined;
  }

  #notice(index: number, bytes: Uint8Array, start: number): void {
    if (WeakMapNames.mayBe(bytes[start]!)) this.weakMapNames.notice(index, bytes, start);
    else this.knownNames.notice(index, bytes, start);
  }
}
