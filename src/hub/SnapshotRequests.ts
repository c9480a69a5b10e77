import { rm } from 'node:fs/promises';
import type { HubMessage } from '../wire/message.ts';
import type { SnapshotOrder, TakingNews } from '../wire/snapshotTaking.ts';

interface SnapshotRequest {
  /** The process's id. */
  readonly id: string;
  readonly tell: (news: TakingNews) => void;
  partialPath: string | undefined;
}

/** The heap snapshots that agents have been asked for and that are not written yet. */
export class SnapshotRequests {
  readonly #open: Map<number, SnapshotRequest> = new Map();
  #last = 0;

  /** Asks for one. Returns a function that calls it off. */
  ask(
    id: string,
    say: (message: HubMessage) => void,
    order: SnapshotOrder,
    tell: (news: TakingNews) => void,
  ): () => void {
    const request = ++this.#last;
    this.#open.set(request, { id, tell, partialPath: undefined });
    say({ type: 'take-snapshot', request, order });
    return () => {
      if (this.#open.delete(request)) say({ type: 'call-off-snapshot', request });
    };
  }

  /** What the agent says of one. What another process says of it, or says too late, is passed over. */
  take(id: string, request: number, news: TakingNews): void {
    const open = this.#open.get(request);
    if (open === undefined || open.id !== id) return;
    if (news.state === 'begun') open.partialPath = news.partialPath;
    else this.#open.delete(request);
    open.tell(news);
  }

  /** The process has ended, perhaps for want of the memory that a snapshot takes. What it had written goes. */
  ended(id: string): void {
    for (const [request, open] of this.#open) {
      if (open.id !== id) continue;
      this.#open.delete(request);
      const { partialPath, tell } = open;
      if (partialPath !== undefined && /\.heapsnapshot(?:\.gz)?\.partial$/.test(partialPath)) {
        rm(partialPath, { force: true }).catch(() => undefined);
      }
      const when = partialPath === undefined ? 'before the snapshot began' : 'while the snapshot was taken';
      tell({ state: 'refused', reason: `The process ended, or left the hub, ${when}.` });
    }
  }
}
