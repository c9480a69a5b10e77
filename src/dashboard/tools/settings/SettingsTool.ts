import type { ProcessAnswer, SettingEntry } from '../../../wire/call.ts';
import type { ProcessSummary } from '../../../wire/process.ts';
import { h, setText } from '../../element.ts';
import { unknown } from '../../model/bytes.ts';
import { type Cell, tableOf } from '../../panels/tableOf.ts';
import { expectAnswer, pathOf } from '../callProcess.ts';
import type { Tool } from '../Tool.ts';
import { problemOf, type ToolServer } from '../ToolServer.ts';

const sources: { readonly [Source in SettingEntry['source']]: string } = {
  default: 'default',
  file: 'file',
  environment: 'variable',
  option: 'option',
  code: 'code',
};

/** How a process is set, and who has set it so. */
export class SettingsTool implements Tool {
  readonly element: HTMLElement;
  readonly #server: ToolServer;
  readonly #list: HTMLElement = h('div');
  readonly #status: HTMLElement = h('p', { class: 'action-status', role: 'status' });
  readonly #onlySet: HTMLInputElement = h('input', { type: 'checkbox' });
  #settings: readonly SettingEntry[] = [];

  constructor(server: ToolServer) {
    this.#server = server;
    this.#onlySet.addEventListener('change', () => this.#write());
    const label = h('label', { class: 'check' }, this.#onlySet, 'Only what somebody has set');
    this.element = h('div', { class: 'settings' }, label, this.#status, this.#list);
  }

  async show(process: ProcessSummary): Promise<void> {
    try {
      const asking = this.#server.get<ProcessAnswer>(`${pathOf(process)}/settings`);
      this.#settings = (await expectAnswer(asking, 'settings')).settings;
      this.#write();
    } catch (error) {
      setText(this.#status, problemOf(error));
    }
  }

  #write(): void {
    const shown = this.#settings.filter(({ source }) => !this.#onlySet.checked || source !== 'default');
    setText(this.#status, shown.length === 0 ? 'Everything is as it is by default.' : '');
    const heads = ['Setting', 'Value', 'Default', 'Comes from'];
    const table = tableOf('Settings', heads, shown.map(rowOf));
    this.#list.replaceChildren(...(shown.length === 0 ? [] : [table]));
  }
}

/** Descriptions are written in Markdown, for the documentation. */
function wordsOf(description: string): string {
  return description.replaceAll('`', '').replace(/\[([^\]]+)\]\([^)]+\)/g, 'docs/$1');
}

function rowOf({ path, value, defaultValue, source, origin, description }: SettingEntry): Cell[] {
  return [
    h('div', {}, h('code', {}, path), h('p', { class: 'setting-text' }, wordsOf(description))),
    h('code', {}, value ?? unknown),
    value === defaultValue ? 'the same' : h('code', {}, defaultValue ?? unknown),
    h('span', { class: 'origin' }, `${sources[source]} ${origin}`.trim()),
  ];
}
