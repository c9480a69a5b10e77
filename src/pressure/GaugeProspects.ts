import type { OutOfMemoryEstimate } from '../wire/event.ts';

/** What a look goes by besides the sample. */
export interface GaugeProspects {
  /** When a limit is reached by growth that has lasted, as of now; absent where nobody says so. */
  readonly forecast?: OutOfMemoryEstimate | undefined;
  /** How long a replacement takes, where one can be asked for: what has less time left is critical. */
  readonly readyInMs?: number | undefined;
  /** Memory that was freed and that the allocator keeps for this process: `KeptRoom` tells how much. */
  readonly roomBytes?: number;
}
