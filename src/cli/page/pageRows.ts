import { bytesInWords } from '../../monitoring/quantity.ts';
import type { PageKind } from '../../page/PageReading.ts';
import { isBytes } from '../../page/pageGrowth.ts';
import type { RoundTrip } from '../../page/roundTrips.ts';

interface Column {
  readonly name: PageKind | 'took';
  readonly width: number;
  /** The first ones stay longest where there is little room. */
  readonly importance: number;
}

const columns: readonly Column[] = [
  { name: 'heap', width: 9, importance: 1 },
  { name: 'buffers', width: 10, importance: 6 },
  { name: 'nodes', width: 9, importance: 2 },
  { name: 'detached', width: 8, importance: 3 },
  { name: 'listeners', width: 9, importance: 4 },
  { name: 'documents', width: 9, importance: 7 },
  { name: 'took', width: 8, importance: 5 },
];
const firstWidth = 7;
/** From so many on there is room between the columns for the eye, too. */
const wide = 84;

/** The table of round trips, in as many columns as a terminal has room for; the verdict tells of all kinds in any case. */
export class PageTable {
  readonly #columns: readonly Column[];
  readonly #gap: string;

  constructor(terminalWidth: number) {
    this.#gap = terminalWidth < wide ? ' ' : '  ';
    const byImportance = columns.toSorted((one, other) => one.importance - other.importance);
    let left = terminalWidth - firstWidth;
    const fitting = byImportance.findIndex(({ width }) => {
      left -= this.#gap.length + width;
      return left < 0;
    });
    const chosen = fitting === -1 ? byImportance : byImportance.slice(0, Math.max(1, fitting));
    this.#columns = columns.filter((column) => chosen.includes(column));
  }

  head(isScenario: boolean): string {
    return this.#line(isScenario ? 'TRIP' : 'LOOK', ({ name }) => name.toUpperCase());
  }

  row({ number, isWarmUp, reading, tookMs }: RoundTrip, warmUp: number): string {
    const first = number === 0 ? 'start' : isWarmUp || number === warmUp ? 'warm-up' : `${number - warmUp}`;
    return this.#line(first, ({ name }) =>
      name === 'took' ? `${Math.round(tookMs)} ms` : amountInWords(name, reading.counts[name]),
    );
  }

  #line(first: string, cellOf: (column: Column) => string): string {
    const cells = this.#columns.map((column) => cellOf(column).padStart(column.width));
    return [first.padStart(firstWidth), ...cells].join(this.#gap);
  }
}

/** So many of a kind: `1.2 MB`, `1,204`. */
export function amountInWords(kind: PageKind, amount: number | undefined): string {
  if (amount === undefined) return '–';
  return isBytes(kind) ? bytesInWords(amount) : amount.toLocaleString('en-US');
}
