import type { DeclaredHolders } from '../../../src/monitoring/holders/Holder.ts';
import type { Holding } from './Holding.ts';

const minuteMs = 60_000;
const fillingShare = 0.01;

interface Filling {
  readonly holding: Holding;
  bytes: number;
  fills: boolean;
}

/** The bounded parts of a simulated process, declared with exact bytes. */
export class SimulatedHolders implements DeclaredHolders {
  readonly exceeded = [];
  readonly #holders: readonly Filling[];
  #comparedAt = Number.NEGATIVE_INFINITY;

  constructor(holdings: readonly Holding[]) {
    this.#holders = holdings
      .filter(({ boundBytes }) => boundBytes !== undefined)
      .map((holding) => ({ holding, bytes: holding.bytes, fills: false }));
  }

  get count(): number {
    return this.#holders.length;
  }

  get filling(): readonly string[] {
    return this.#holders.filter(({ fills }) => fills).map(({ holding }) => holding.site);
  }

  heldBytes(time: number): number {
    if (time - this.#comparedAt >= minuteMs) {
      this.#comparedAt = time;
      for (const holder of this.#holders) {
        const { bytes, boundBytes = 0 } = holder.holding;
        holder.fills = bytes - holder.bytes > fillingShare * holder.bytes && bytes < boundBytes;
        holder.bytes = bytes;
      }
    }
    return this.#holders.reduce((sum, { holding }) => sum + holding.bytes, 0);
  }
}
