import { FaultLog } from '../../../src/monitoring/FaultLog.ts';
import { Holders } from '../../../src/monitoring/holders/Holders.ts';
import type { Holding } from './Holding.ts';

/** What an entry of a cache, a store or a job takes. */
const bytesPerEntry = 2_000;

/** Declares the bounded parts of a simulated process, with exact bytes, as an application would. */
export function declaredHolders(holdings: readonly Holding[]): Holders {
  const holders = new Holders(new FaultLog(undefined, () => 0));
  for (const [place, holding] of holdings.entries()) {
    if (holding.boundBytes === undefined) continue;
    holders.register({
      name: `${holding.site} ${place}`,
      entries: () => Math.max(0, Math.round(holding.bytes / bytesPerEntry)),
      // Sums of differences may come out a hair below nothing.
      bytes: () => Math.max(0, holding.bytes),
      maxBytes: holding.boundBytes,
      sites: new RegExp(`/${holding.site}\\.js`),
    });
  }
  return holders;
}
