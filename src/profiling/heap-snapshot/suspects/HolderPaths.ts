import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { type ProgramPath, ProgramPaths } from '../paths/ProgramPaths.ts';
import { type EventBacklog, eventBacklog } from './eventBacklog.ts';

const arrow = ' → ';

/** How the program reaches holders; what Node.js alone has for it is told from whom it is for. */
export class HolderPaths {
  readonly #paths: ProgramPaths;
  readonly #backlogs: Map<number, EventBacklog> = new Map();

  /** @param wanted nodes whose paths will be asked for */
  constructor(snapshot: HeapSnapshot, wanted: readonly number[]) {
    for (const node of wanted) {
      const backlog = eventBacklog(snapshot, node);
      if (backlog !== undefined) this.#backlogs.set(node, backlog);
    }
    const emitters = [...this.#backlogs.values()].flatMap(({ emitter }) => emitter ?? []);
    this.#paths = new ProgramPaths(snapshot, [...wanted, ...emitters]);
  }

  /** The path to one of the wanted nodes. */
  pathTo(node: number): ProgramPath {
    const backlog = this.#backlogs.get(node);
    if (backlog?.emitter === undefined) return this.#paths.pathTo(node);
    const { text, masked } = this.#paths.pathTo(backlog.emitter);
    return { text: `${text}${arrow}${backlog.words}`, masked: `${masked}${arrow}${backlog.words}` };
  }

  /** How one link of a chain leads to the next; `''` where that cannot be told. */
  linkWords(from: number, to: number): string {
    return this.#paths.linkWords(from, to);
  }
}
