import { bytesInWords } from '../../monitoring/quantity.ts';
import type { PageKind } from '../../page/PageReading.ts';
import { isBytes } from '../../page/pageGrowth.ts';
import type { RoundTrip } from '../../page/roundTrips.ts';

const columns: readonly PageKind[] = ['heap', 'buffers', 'nodes', 'detached', 'listeners', 'documents'];
const firstWidth = 7;
const tookWidth = 10;

/** The head of the table of round trips. */
export function headRow(isScenario: boolean): string {
  const names = columns.map((kind) => kind.toUpperCase().padStart(widthOf(kind)));
  return [(isScenario ? 'TRIP' : 'LOOK').padStart(firstWidth), ...names, 'TOOK'.padStart(tookWidth)].join('');
}

/** A round trip as a row of the table, 79 wide. */
export function tripRow({ number, isWarmUp, reading, tookMs }: RoundTrip, warmUp: number): string {
  const name = number === 0 ? 'start' : isWarmUp || number === warmUp ? 'warm-up' : `${number - warmUp}`;
  const cells = columns.map((kind) => amountInWords(kind, reading.counts[kind]).padStart(widthOf(kind)));
  return [name.padStart(firstWidth), ...cells, `${Math.round(tookMs)} ms`.padStart(tookWidth)].join('');
}

/** So many of a kind: `1.2 MB`, `1,204`. */
export function amountInWords(kind: PageKind, amount: number | undefined): string {
  if (amount === undefined) return '–';
  return isBytes(kind) ? bytesInWords(amount) : amount.toLocaleString('en-US');
}

function widthOf(kind: PageKind): number {
  return isBytes(kind) ? 11 : 10;
}
