import type { HeapSnapshotTaker } from '../profiling/heap-snapshot/taking/HeapSnapshotTaker.ts';
import type { SnapshotOrder, TakingNews } from '../wire/snapshotTaking.ts';
import { loadCode } from './loadCode.ts';

type Load = () => Promise<Pick<HeapSnapshotTaker, 'take'>>;

/** Takes the heap snapshots that somebody outside of this process asks for. Its code is loaded when the first one does. */
export class SnapshotOrders {
  readonly #load: Load;
  #taker: ReturnType<Load> | undefined;

  /** @param load @default a `HeapSnapshotTaker` of this thread */
  constructor(load: Load = loadTaker) {
    this.#load = load;
  }

  /** Takes one and tells how it goes on, which may be waited for. Returns a function that calls it off. Never throws. */
  take(order: SnapshotOrder, tell: (news: TakingNews) => unknown): () => void {
    const off = new AbortController();
    void this.#take(order, tell, off.signal);
    return () => off.abort();
  }

  async #take(order: SnapshotOrder, tell: (news: TakingNews) => unknown, signal: AbortSignal): Promise<void> {
    try {
      this.#taker ??= loadCode(this.#load);
      const taker = await this.#taker;
      const begun = ({ partialPath, estimate }: Omit<TakingNews & { state: 'begun' }, 'state'>): unknown =>
        tell({ state: 'begun', partialPath, estimate });
      const taken = await taker.take(order, { signal, begun });
      if (!taken.performed) await tell({ state: 'refused', reason: taken.reason, forcible: taken.forcible });
      else {
        const { path, fileBytes, durationMs, removed } = taken;
        await tell({ state: 'written', path, fileBytes, durationMs, removed });
      }
    } catch (error) {
      await tell({ state: 'refused', reason: (error as Error).message });
    }
  }
}

async function loadTaker(): Promise<HeapSnapshotTaker> {
  const [{ HeapSnapshotTaker }, { ForcedCollector }] = await Promise.all([
    import('../profiling/heap-snapshot/taking/HeapSnapshotTaker.ts'),
    import('../sampling/node/ForcedCollector.ts'),
  ]);
  const collector = new ForcedCollector();
  return new HeapSnapshotTaker({ collect: () => collector.collect().performed });
}
