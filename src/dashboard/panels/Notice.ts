import { h, setText } from '../element.ts';
import type { ListedProcess } from '../model/ProcessList.ts';
import type { ProcessChoice } from './ProcessChoice.ts';

/** What stands where there is nothing to draw yet. */
export interface NoticeText {
  readonly title: string;
  readonly detail: string;
  readonly command?: string;
  /** Processes to choose from instead. */
  readonly choices?: readonly ListedProcess[];
}

/** A full-size message: connecting, or nothing to show. */
export class Notice {
  readonly element: HTMLElement;
  readonly #title: HTMLElement = h('h1', { class: 'notice-title' });
  readonly #detail: HTMLElement = h('p', { class: 'notice-detail' });
  readonly #command: HTMLElement = h('code');

  readonly #chosen: (id: string) => void;
  #choice: ProcessChoice | undefined;
  #choices: readonly ListedProcess[] = [];
  #todayMs = 0;
  #loading = false;

  /** @param chosen the id of a process that is to be shown instead */
  constructor(chosen: (id: string) => void) {
    this.#chosen = chosen;
    this.element = h(
      'section',
      { class: 'notice', role: 'status' },
      h('div', { class: 'tide', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
      this.#title,
      this.#detail,
      this.#command,
    );
  }

  update(text: NoticeText | undefined, todayMs: number): void {
    this.element.hidden = text === undefined;
    if (text === undefined) return;
    setText(this.#title, text.title);
    setText(this.#detail, text.detail);
    setText(this.#command, text.command ?? '');
    this.#command.hidden = text.command === undefined;
    this.#choices = text.choices ?? [];
    this.#todayMs = todayMs;
    this.#choice?.update(this.#choices, this.#todayMs);
    if (this.#choices.length > 0 && !this.#loading) void this.#load();
  }

  /** A list that does not come is asked for again with the next update. */
  async #load(): Promise<void> {
    this.#loading = true;
    try {
      const { ProcessChoice } = await import('./ProcessChoice.ts');
      this.#choice = new ProcessChoice(this.element, this.#chosen);
      this.#choice.update(this.#choices, this.#todayMs);
    } catch {
      this.#loading = false;
    }
  }
}
