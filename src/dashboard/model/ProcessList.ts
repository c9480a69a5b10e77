import type { ProcessExit, ProcessRole, ProcessSummary } from '../../wire/process.ts';
import { formatMoment } from './time.ts';

/** A process with its depth below the one that started it. */
export interface ListedProcess {
  readonly process: ProcessSummary;
  readonly depth: number;
}

const roleNames: { readonly [Role in ProcessRole]: string } = {
  main: 'main process',
  'cluster-worker': 'cluster worker',
  'worker-thread': 'worker thread',
  child: 'child process',
  page: 'page',
};

/** All processes known, by their id. */
export class ProcessList {
  readonly #processes = new Map<string, ProcessSummary>();

  set(process: ProcessSummary): void {
    this.#processes.set(process.identity.id, process);
  }

  /**
   * Forgets those that are not listed any more, as they are not by a server that was started anew.
   *
   * @param told of whom is known what is newer than the list
   */
  replace(listed: readonly ProcessSummary[], told: ReadonlySet<string>): void {
    const newer = [...this.#processes.values()].filter(({ identity }) => told.has(identity.id));
    this.#processes.clear();
    for (const process of [...listed, ...newer]) this.set(process);
  }

  get(id: string | undefined): ProcessSummary | undefined {
    return id === undefined ? undefined : this.#processes.get(id);
  }

  get size(): number {
    return this.#processes.size;
  }

  /** The one to show when nobody has chosen: the newest main process, better alive than dead, else the newest of all. */
  preferred(): ProcessSummary | undefined {
    const rank = ({ identity, state }: ProcessSummary): number =>
      (identity.role === 'main' ? 2 : 0) + (state === 'gone' ? 0 : 1);
    return [...this.#processes.values()]
      .sort((a, b) => rank(a) - rank(b) || a.identity.startedAt - b.identity.startedAt)
      .at(-1);
  }

  /** In the order of a tree: the living first, each followed by its threads and children. */
  listed(): ListedProcess[] {
    const all = [...this.#processes.values()].sort(
      (a, b) =>
        Number(a.state === 'gone') - Number(b.state === 'gone') ||
        a.identity.startedAt - b.identity.startedAt,
    );
    const result: ListedProcess[] = [];
    const place = (process: ProcessSummary, depth: number): void => {
      result.push({ process, depth });
      for (const other of all) if (parentOf(other, all) === process) place(other, depth + 1);
    };
    for (const process of all) if (parentOf(process, all) === undefined) place(process, 0);
    return result;
  }
}

function parentOf(process: ProcessSummary, all: readonly ProcessSummary[]): ProcessSummary | undefined {
  const { pid, threadId, parentPid } = process.identity;
  const wanted = threadId > 0 ? pid : parentPid;
  if (threadId === 0 && wanted === pid) return undefined;
  return all.find(({ identity }) => identity.pid === wanted && identity.threadId === 0);
}

/** `worker thread 2 · pid 4711`. */
export function describeRole({ identity }: ProcessSummary): string {
  const thread = identity.threadId > 0 ? ` ${identity.threadId}` : '';
  return identity.role === 'page'
    ? roleNames.page
    : `${roleNames[identity.role]}${thread} · pid ${identity.pid}`;
}

/** How a process ended: `killed by SIGKILL at 15:31:07`, `ended with exit code 1 at …`, with the date where it is not today. */
export function describeExit(exit: ProcessExit | undefined, todayMs: number): string {
  if (exit === undefined) return 'gone; how it ended is not known';
  const moment = formatMoment(exit.time, todayMs, true);
  if (exit.signal !== null) return `killed by ${exit.signal} at ${moment}`;
  if (exit.code === 0) return `ended normally at ${moment}`;
  return exit.code === null ? `ended at ${moment}` : `ended with exit code ${exit.code} at ${moment}`;
}
