import type { ProcessSummary } from '../../wire/process.ts';
import { h } from '../element.ts';
import type { OpenTools, Tools } from '../MemoryDashboardOptions.ts';

/** Holds the place of what acts on a process, which is loaded when it is unfolded. */
export class ToolShelf {
  readonly element: HTMLDetailsElement;
  #tools: Tools | undefined;
  #process: ProcessSummary | undefined;

  constructor(open: OpenTools | undefined) {
    const name = 'Actions, caches, snapshots, allocations, settings';
    const place = h('div');
    const summary = h('summary', {}, h('h2', {}, name));
    this.element = h('details', { class: 'panel tools', hidden: open === undefined }, summary, place);
    this.element.addEventListener(
      'toggle',
      async () => {
        this.#tools = await open?.(place);
        this.#tools?.update(this.#process);
      },
      { once: true },
    );
  }

  update(process: ProcessSummary | undefined): void {
    this.#process = process;
    this.#tools?.update(process);
  }
}
