import type { ProcessSummary } from '../../wire/process.ts';
import { h, setAttribute, setText } from '../element.ts';
import type { Tools } from '../MemoryDashboardOptions.ts';
import { ActionsTool } from './actions/ActionsTool.ts';
import { AllocationsTool } from './allocations/AllocationsTool.ts';
import { CachesTool } from './caches/CachesTool.ts';
import { SettingsTool } from './settings/SettingsTool.ts';
import { SnapshotsTool } from './snapshots/SnapshotsTool.ts';
import type { Tool } from './Tool.ts';
import type { ToolServer } from './ToolServer.ts';

interface Tab {
  readonly button: HTMLButtonElement;
  readonly tool: Tool;
}

/** The tools, one at a time. Arrows go from tab to tab. */
export class ToolBench implements Tools {
  readonly element: HTMLElement;
  readonly #tabs: readonly Tab[];
  readonly #place: HTMLElement = h('div', { class: 'tool', role: 'tabpanel', id: 'tool-panel' });
  readonly #note: HTMLElement = h('p', { class: 'tool-note' });
  readonly #server: ToolServer;
  #chosen: Tab;
  #process: ProcessSummary | undefined;

  constructor(server: ToolServer) {
    this.#server = server;
    const tools: readonly (readonly [string, Tool])[] = [
      ['Actions', new ActionsTool(server)],
      ['Caches', new CachesTool(server)],
      ['Snapshots', new SnapshotsTool(server)],
      ['Allocations', new AllocationsTool(server)],
      ['Settings', new SettingsTool(server)],
    ];
    this.#tabs = tools.map(([name, tool], index) => {
      const id = `tool-tab-${index}`;
      const button = h('button', { type: 'button', role: 'tab', id, 'aria-controls': 'tool-panel' }, name);
      button.addEventListener('click', () => this.#choose(index));
      return { button, tool };
    });
    this.#chosen = this.#tabs[0] as Tab;
    const list = h(
      'div',
      { class: 'tool-tabs', role: 'tablist', 'aria-label': 'Tools' },
      ...this.#tabs.map(({ button }) => button),
    );
    list.addEventListener('keydown', (event) => this.#move(event));
    this.element = h('div', {}, list, this.#note, this.#place);
    this.#mark();
  }

  update(process: ProcessSummary | undefined): void {
    const before = this.#process;
    this.#process = process;
    const isSame = before?.identity.id === process?.identity.id && before?.state === process?.state;
    if (!isSame) this.#show();
  }

  #choose(index: number): void {
    this.#chosen.tool.hide?.();
    this.#chosen = this.#tabs[index] as Tab;
    this.#mark();
    this.#show();
  }

  #mark(): void {
    for (const { button } of this.#tabs) {
      const isChosen = button === this.#chosen.button;
      setAttribute(button, 'aria-selected', String(isChosen));
      setAttribute(button, 'tabindex', isChosen ? '0' : '-1');
    }
    setAttribute(this.#place, 'aria-labelledby', this.#chosen.button.id);
    this.#place.replaceChildren(this.#chosen.tool.element);
  }

  #show(): void {
    const process = this.#process;
    const isGone = process === undefined || process.state === 'gone';
    this.#place.hidden = isGone;
    const unauthorized =
      'This page has no token, so that it shows and does nothing. Open the address that tidemark run, or the process itself, has told, with what stands behind its #.';
    setText(
      this.#note,
      isGone
        ? 'The process has ended: nothing can be asked of it.'
        : this.#server.authorized
          ? ''
          : unauthorized,
    );
    if (isGone) this.#chosen.tool.hide?.();
    else this.#chosen.tool.show(process);
  }

  #move(event: KeyboardEvent): void {
    const at = this.#tabs.indexOf(this.#chosen);
    const last = this.#tabs.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at === 0 ? last : at - 1,
      ArrowRight: at === last ? 0 : at + 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#choose(target);
    this.#tabs[target]?.button.focus();
  }
}
