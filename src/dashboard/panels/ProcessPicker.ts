import type { ProcessSummary } from '../../wire/process.ts';
import { h, icon, setAttribute, setText } from '../element.ts';
import { formatBytes } from '../model/bytes.ts';
import { describeExit, describeRole, type ListedProcess, type ProcessList } from '../model/ProcessList.ts';

interface Row {
  readonly option: HTMLElement;
  readonly name: HTMLElement;
  readonly note: HTMLElement;
  readonly rss: HTMLElement;
}

/** What the picker shows. */
export interface PickerState {
  readonly processes: Pick<ProcessList, 'listed'>;
  readonly selected: ProcessSummary | undefined;
  rssBytes(id: string): number | undefined;
  readonly todayMs: number;
}

/** Chooses the process: workers and children below the one that started them, dead ones with their cause. */
export class ProcessPicker {
  readonly element: HTMLElement;
  readonly #chosen: (id: string) => void;
  readonly #button: HTMLButtonElement;
  readonly #name: HTMLElement = h('span', { class: 'picker-name' });
  readonly #note: HTMLElement = h('span', { class: 'picker-note' });
  readonly #list: HTMLElement = h('div', {
    class: 'picker-list',
    role: 'listbox',
    'aria-label': 'Process',
    hidden: true,
  });
  readonly #rows = new Map<string, Row>();
  #order = '';

  constructor(chosen: (id: string) => void) {
    this.#chosen = chosen;
    this.#button = h(
      'button',
      { type: 'button', class: 'picker-button', 'aria-haspopup': 'listbox', 'aria-expanded': 'false' },
      this.#name,
      this.#note,
      icon('M4.5 6.5 8 10l3.5-3.5'),
    );
    this.#button.addEventListener('click', () => (this.#list.hidden ? this.#open() : this.#close()));
    this.element = h('div', { class: 'picker' }, this.#button, this.#list);
    this.element.addEventListener('keydown', (event) => this.#steer(event));
    this.element.addEventListener('focusout', (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) this.#list.hidden = true;
      this.#tellExpanded();
    });
  }

  update(state: PickerState): void {
    const { selected } = state;
    this.element.hidden = selected === undefined;
    if (selected === undefined) return;
    setText(this.#name, selected.identity.name);
    setAttribute(this.#button, 'title', selected.identity.name);
    setText(this.#note, describeRole(selected));
    const processes = state.processes.listed();
    const order = processes.map(({ process, depth }) => `${process.identity.id}/${depth}`).join(' ');
    if (order !== this.#order) this.#rebuild(processes);
    this.#order = order;
    for (const { process } of processes) this.#write(process, process === selected, state);
  }

  #rebuild(processes: readonly ListedProcess[]): void {
    this.#rows.clear();
    for (const { process, depth } of processes) {
      const row: Row = {
        option: h('div', {
          class: 'picker-row',
          role: 'option',
          tabindex: '-1',
          'data-id': process.identity.id,
        }),
        name: h('span', { class: 'picker-name' }),
        note: h('span', { class: 'picker-note' }),
        rss: h('span', { class: 'picker-rss' }),
      };
      row.option.style.setProperty('--depth', String(depth));
      row.option.append(
        h('i', { class: 'dot' }),
        h('span', { class: 'picker-words' }, row.name, row.note),
        row.rss,
      );
      row.option.addEventListener('click', () => this.#choose(process.identity.id));
      this.#rows.set(process.identity.id, row);
    }
    this.#list.replaceChildren(...[...this.#rows.values()].map(({ option }) => option));
  }

  #write(process: ProcessSummary, selected: boolean, state: PickerState): void {
    const row = this.#rows.get(process.identity.id) as Row;
    const gone = process.state === 'gone';
    setAttribute(row.option, 'data-state', process.state);
    setAttribute(row.option, 'aria-selected', String(selected));
    setText(row.name, process.identity.name);
    setText(
      row.note,
      gone
        ? `${describeRole(process)} · ${describeExit(process.exit, state.todayMs)}`
        : describeRole(process),
    );
    setText(row.rss, gone ? '' : formatBytes(state.rssBytes(process.identity.id)));
  }

  #open(): void {
    this.#list.hidden = false;
    this.#tellExpanded();
    const selected = this.#list.querySelector<HTMLElement>('[aria-selected="true"]');
    selected?.focus();
  }

  #close(): void {
    this.#list.hidden = true;
    this.#tellExpanded();
    this.#button.focus();
  }

  #choose(id: string): void {
    this.#close();
    this.#chosen(id);
  }

  #tellExpanded(): void {
    setAttribute(this.#button, 'aria-expanded', String(!this.#list.hidden));
  }

  #steer(event: KeyboardEvent): void {
    if (this.#list.hidden) return;
    const options = [...this.#rows.values()].map(({ option }) => option);
    const at = options.indexOf(event.target as HTMLElement);
    const next: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(at + 1, options.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: options.length - 1,
    };
    const target = next[event.key];
    if (target !== undefined) options[target]?.focus();
    else if (event.key === 'Escape') this.#close();
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(options[at]?.dataset.id ?? '');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
