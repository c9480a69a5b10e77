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

const quote = 34;
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
    const { records, position, ended } = kernel.state;
    const { window } = kernel;
    this.#held?.append(window.subarray(from, position));
    if (this.#cut !== undefined) {
      const end = records > 0 ? starts[0]! - 1 : ended ? position : to;
      this.#complete(window.subarray(from, end), records > 0 || ended);
    }
    const first = this.table.count;
    this.table.append(starts.subarray(0, records), offset);
    const whole = ended ? records : records - 1;
    for (let index = 0; index < whole; index++) {
      const start = starts[index]!;
      if (mayMatter[window[start]! | (window[start + 1]! << 8)] === 0) continue;
      const behind = index + 1 < records ? starts[index + 1]! - 1 : position;
      this.#notice(first + index, window, start, quoteBefore(window, behind));
    }
    if (ended) this.#starts = undefined;
    else if (records > 0) this.#keep(first + whole, window.subarray(starts[whole]!, to));
  }

  /** Keeps the last string in hand, which the next chunk may go on with, should it be one that may matter. */
  #keep(index: number, bytes: Uint8Array): void {
    const [first = 0, second] = bytes;
    const matters = second === undefined || mayMatter[first | (second << 8)] === 1;
    if (matters) this.#cut = { index, bytes: bytes.slice() };
  }

  /** Goes on with the string that was cut; with all of it, there is only white space and commas behind its quotation mark. */
  #complete(more: Uint8Array, isWhole: boolean): void {
    const cut = this.#cut!;
    const bytes = new Uint8Array(cut.bytes.length + more.length);
    bytes.set(cut.bytes);
    bytes.set(more, cut.bytes.length);
    cut.bytes = bytes;
    if (isWhole) this.#notice(cut.index, bytes, 0, quoteBefore(bytes, bytes.length));
    else if (bytes.length < longestCut) return;
    this.#cut = undefined;
  }

  #notice(index: number, bytes: Uint8Array, start: number, end: number): void {
    if (WeakMapNames.mayBe(bytes[start]!)) this.weakMapNames.notice(index, bytes, start, end);
    else this.knownNames.notice(index, bytes, start, end);
  }
}

function quoteBefore(bytes: Uint8Array, place: number): number {
  let at = place - 1;
  while (bytes[at] !== quote) at -= 1;
  return at;
}
