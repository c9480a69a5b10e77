import { h, setText } from '../element.ts';

/** What stands where there is nothing to draw yet. */
export interface NoticeText {
  readonly title: string;
  readonly detail: string;
  readonly command?: string;
}

/** A full-size message: connecting, or nothing to show. */
export class Notice {
  readonly element: HTMLElement;
  readonly #title: HTMLElement = h('p', { class: 'notice-title' });
  readonly #detail: HTMLElement = h('p', { class: 'notice-detail' });
  readonly #command: HTMLElement = h('code');

  constructor() {
    this.element = h(
      'section',
      { class: 'notice', role: 'status' },
      h('div', { class: 'tide', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
      this.#title,
      this.#detail,
      this.#command,
    );
  }

  update(text: NoticeText | undefined): void {
    this.element.hidden = text === undefined;
    if (text === undefined) return;
    setText(this.#title, text.title);
    setText(this.#detail, text.detail);
    setText(this.#command, text.command ?? '');
    this.#command.hidden = text.command === undefined;
  }
}
