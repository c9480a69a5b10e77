import { type SampleRow, sampleFields } from '../../wire/sample.ts';

const width = sampleFields.length;

/**
 * Rows of samples in ascending time, as many as a dashboard holds: where there would be more, each two neighbours become
 * one, which is the mean of what they know, and from then on so many more samples make one row.
 */
export class SampleTable {
  readonly #most: number;
  #rows: Float64Array[] = [];
  /** Samples that make one row. */
  #samplesPerRow = 1;
  #open:
    | { readonly sums: Float64Array; readonly counts: Uint32Array; time: number; samples: number }
    | undefined;

  /** @param most rows, an even number */
  constructor(most = 8_000) {
    this.#most = most;
  }

  /** Rows that were not later than one before them, as where a clock was set back: there is no place for them. */
  leftOut = 0;

  /** Copies a row. One that is not later than the one before is left out. */
  add(row: SampleRow): void {
    const time = row[0] as number;
    const last = this.#open?.time ?? this.#rows.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
    if (!(time > last)) {
      this.leftOut++;
      return;
    }
    this.#open ??= { sums: new Float64Array(width), counts: new Uint32Array(width), time, samples: 0 };
    const open = this.#open;
    for (let index = 0; index < width; index++) {
      const value = row[index] as number;
      if (Number.isNaN(value)) continue;
      open.sums[index] = (open.sums[index] as number) + value;
      open.counts[index] = (open.counts[index] as number) + 1;
    }
    open.time = time;
    open.samples++;
    if (open.samples === this.#samplesPerRow) this.#close();
  }

  /** All rows so far as columns, in the order of the fields of samples; `null` for what is unknown. */
  columns(): (number | null)[][] {
    this.#close();
    return Array.from({ length: width }, (_, field) =>
      this.#rows.map((row) => {
        const value = row[field] as number;
        return Number.isNaN(value) ? null : value;
      }),
    );
  }

  #close(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    this.#rows.push(open.sums.map((sum, index) => sum / (open.counts[index] as number)));
    if (this.#rows.length < this.#most) return;
    this.#samplesPerRow *= 2;
    this.#rows = Array.from({ length: this.#most / 2 }, (_, index) =>
      meanOf(this.#rows[2 * index] as Float64Array, this.#rows[2 * index + 1] as Float64Array),
    );
  }
}

function meanOf(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, index) => {
    const second = other[index] as number;
    if (Number.isNaN(value)) return second;
    return Number.isNaN(second) ? value : (value + second) / 2;
  });
}
