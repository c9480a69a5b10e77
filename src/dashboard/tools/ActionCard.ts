import { h, setText } from '../element.ts';
import { problemOf } from './ToolServer.ts';

/** One way of doing it. */
export interface Choice {
  readonly label: string;
  /** Does it, and says in sentences what was really done. What it throws is told, too. */
  readonly run: (progress: (text: string) => void, signal: AbortSignal) => Promise<string>;
}

/** What is asked before an action runs. */
export interface Question {
  /** What it will do and cost. */
  readonly text: string;
  /** None where it cannot be done. */
  readonly choices: readonly Choice[];
}

/** Options of an {@link ActionCard}. */
export interface ActionCardOptions {
  readonly title: string;
  readonly explanation: string;
  /** Finds out what it costs now. */
  readonly ask: () => Promise<Question>;
  /** Whether it can be called off while it runs. @default false */
  readonly cancellable?: boolean;
}

/** An action: it says what it will cost, asks once, shows that it runs, and what came of it. */
export class ActionCard {
  readonly element: HTMLElement;
  readonly #options: ActionCardOptions;
  readonly #begin: HTMLButtonElement;
  readonly #place: HTMLElement = h('div', { class: 'action-ask' });
  readonly #status: HTMLElement = h('p', { class: 'action-status', role: 'status' });
  #off: AbortController | undefined;

  constructor(options: ActionCardOptions) {
    this.#options = options;
    this.#begin = h('button', { type: 'button', class: 'button' }, `${options.title}…`);
    this.#begin.addEventListener('click', () => void this.#question());
    this.element = h(
      'section',
      { class: 'action', 'aria-label': options.title },
      h('h3', {}, options.title),
      h('p', { class: 'action-text' }, options.explanation),
      this.#begin,
      this.#place,
      this.#status,
    );
    this.#place.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.#close();
    });
  }

  /** Forgets what was asked and done, since it is about another process now. */
  reset(): void {
    this.#off?.abort();
    this.#place.replaceChildren();
    this.#begin.hidden = false;
    setText(this.#status, '');
  }

  async #question(): Promise<void> {
    setText(this.#status, 'Asking what it will cost');
    this.#begin.disabled = true;
    try {
      const { text, choices } = await this.#options.ask();
      setText(this.#status, '');
      const cancel = h('button', { type: 'button', class: 'button quiet' }, 'Cancel');
      cancel.addEventListener('click', () => this.#close());
      const buttons = choices.map((choice) => {
        const button = h('button', { type: 'button', class: 'button strong' }, choice.label);
        button.addEventListener('click', () => void this.#run(choice));
        return button;
      });
      this.#place.replaceChildren(h('p', {}, text), h('div', { class: 'buttons' }, ...buttons, cancel));
      this.#begin.hidden = true;
      (buttons[0] ?? cancel).focus();
    } catch (error) {
      setText(this.#status, problemOf(error));
    }
    this.#begin.disabled = false;
  }

  async #run({ label, run }: Choice): Promise<void> {
    const off = new AbortController();
    this.#off = off;
    const stop = h('button', { type: 'button', class: 'button quiet' }, 'Call off');
    stop.addEventListener('click', () => off.abort(new Error('It was called off.')));
    const progress = h('progress', { 'aria-label': label });
    this.#place.replaceChildren(progress, ...(this.#options.cancellable ? [stop] : []));
    if (this.#options.cancellable) stop.focus();
    setText(this.#status, 'Under way');
    const said = await run((text) => setText(this.#status, text), off.signal).catch(problemOf);
    if (this.#off !== off) return;
    this.#close();
    setText(this.#status, said);
  }

  #close(): void {
    this.#place.replaceChildren();
    this.#begin.hidden = false;
    this.#begin.focus();
  }
}
