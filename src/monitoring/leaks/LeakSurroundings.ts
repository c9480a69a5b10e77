import type { DeclaredHolders } from '../holders/Holder.ts';
import type { LoopLoad } from '../LoopLoad.ts';
import type { WorkLedger } from '../work/WorkLedger.ts';
import type { FoundHolders } from './FoundHolders.ts';
import type { GrowthSeries } from './GrowthSeries.ts';
import type { ModuleLoading } from './ModuleLoading.ts';

/** What else is known of a process in which leaks are looked for. */
export interface LeakSurroundings {
  /** Caches and stores that are declared bounded. */
  readonly holders?: DeclaredHolders | undefined;
  /** How much work was done when. */
  readonly work?: WorkLedger | undefined;
  /** Who holds what grows, as heap snapshots have told. */
  readonly found?: FoundHolders | undefined;
  /** How busy the process was when. */
  readonly load?: Pick<LoopLoad, 'ratio'> | undefined;
  /** Modules that are being loaded. */
  readonly loading?: ModuleLoading | undefined;
  /** What names the program, in ids of leaks whose allocations nobody has named. */
  readonly program?: string | undefined;
  /** The id under which objects are told, or will be, that are overdue and become more: growth of the heap is their doing. */
  readonly overdueId?: (() => string | undefined) | undefined;
  /** Why nobody can say at present who allocates on the heap, a sentence; `undefined` where somebody can, or soon will. */
  readonly siteProblem?: (() => string | undefined) | undefined;
  /** Kinds of memory that are looked at besides the heap. */
  readonly series?: readonly GrowthSeries[] | undefined;
}
