import { h, icon, setAttribute, setText } from '../element.ts';
import type { ExportFormat, WindowExport } from '../exports/WindowExport.ts';
import type { FetchReportParts } from '../MemoryDashboardOptions.ts';

const formats: readonly (readonly [ExportFormat, string])[] = [
  ['png', 'Picture of the charts (PNG)'],
  ['csv', 'Samples of the window (CSV)'],
  ['json', 'Samples and events (JSON)'],
  ['html', 'This dashboard with its data (HTML)'],
];
const drawing = 'M8 2.5v8M4.8 7.6 8 10.8l3.2-3.2M3 13.5h10';

/** Saves what the window shows as a file. What it takes to do so is loaded when it is first wanted. */
export class ExportMenu {
  readonly element: HTMLElement;
  readonly #content: () => WindowExport | undefined;
  readonly #report: FetchReportParts | undefined;
  readonly #button: HTMLButtonElement;
  readonly #list: HTMLElement;
  readonly #outcome: HTMLElement = h('p', { class: 'export-outcome', role: 'status' });

  /**
   * @param content what is saved, as of now; `undefined` where there is nothing
   * @param report what an HTML file is made of; without it none is offered
   */
  constructor(content: () => WindowExport | undefined, report?: FetchReportParts) {
    this.#content = content;
    this.#report = report;
    this.#button = h(
      'button',
      { type: 'button', class: 'save', 'aria-label': 'Save', title: 'Save', 'aria-expanded': 'false' },
      icon(drawing),
    );
    this.#button.addEventListener('click', () => this.#show(this.#list.hidden === true));
    const offered = formats.filter(([format]) => format !== 'html' || report !== undefined);
    const items = offered.map(([format, label]) => {
      const item = h('button', { type: 'button', class: 'export-item' }, label);
      item.addEventListener('click', () => void this.#save(format));
      return item;
    });
    this.#list = h('div', { class: 'export-list', hidden: true }, ...items, this.#outcome);
    this.element = h('div', { class: 'export' }, this.#button, this.#list);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#list.hidden) return;
      event.stopPropagation();
      this.#show(false);
      this.#button.focus();
    });
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.element.contains(relatedTarget as Node | null)) this.#show(false);
    });
  }

  #show(open: boolean): void {
    this.#list.hidden = !open;
    setAttribute(this.#button, 'aria-expanded', String(open));
    setText(this.#outcome, '');
    if (open) this.#list.querySelector('button')?.focus();
  }

  async #save(format: ExportFormat): Promise<void> {
    const content = this.#content();
    if (content === undefined) return;
    setText(this.#outcome, 'Saving');
    try {
      const { saveWindow } = await import('../exports/saveWindow.ts');
      setText(this.#outcome, `Saved as ${await saveWindow(format, content, this.#report)}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      setText(this.#outcome, `Not saved: ${reason}`);
    }
  }
}
