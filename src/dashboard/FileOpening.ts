import { h, icon } from './element.ts';
import type { MemoryDashboardOptions } from './MemoryDashboardOptions.ts';

/** Makes a dashboard within an element. */
export type Mount = (place: Element, options: MemoryDashboardOptions) => { focus(): void; destroy(): void };

const drawing = 'M2 12.5v-9h4l1.5 2H14v7z';

/** Opens files, by a button or dropped onto the dashboard. What it takes to read them is loaded when one is there. */
export class FileOpening {
  readonly element: HTMLElement;
  readonly #root: HTMLElement;
  readonly #host: HTMLElement;
  readonly #mount: Mount;
  #close = (): void => {};

  /** @param mount makes the dashboard that shows a file in the place of this one */
  constructor(root: HTMLElement, host: HTMLElement, mount: Mount) {
    this.#root = root;
    this.#host = host;
    this.#mount = mount;
    const input = h('input', { type: 'file', hidden: true });
    const title = 'Open a recording or a report';
    const button = h('button', { type: 'button', class: 'open', 'aria-label': title, title }, icon(drawing));
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      void this.#open([...(input.files ?? [])]);
      input.value = '';
    });
    this.element = h('div', {}, button, input);
    root.addEventListener('dragover', (event) => this.#mark(event, true));
    root.addEventListener('dragleave', (event) => this.#mark(event, false));
    root.addEventListener('drop', (event) => {
      if (this.#mark(event, false)) void this.#open([...(event.dataTransfer as DataTransfer).files]);
    });
  }

  destroy(): void {
    this.#close();
  }

  #mark(event: DragEvent, over: boolean): boolean {
    const isFile = event.dataTransfer?.types.includes('Files') ?? false;
    if (isFile) event.preventDefault();
    this.#root.toggleAttribute('data-drop', isFile && over);
    return isFile;
  }

  async #open(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const { openFiles } = await import('./files/openFiles.ts');
    this.#close = await openFiles(files, { root: this.#root, host: this.#host, mount: this.#mount });
  }
}
