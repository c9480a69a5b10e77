import { addStyles } from '../addStyles.ts';
import { h, setAttribute, setText } from '../element.ts';
import { describeExit, describeRole, type ListedProcess } from '../model/ProcessList.ts';
import styles from '../styles/process-choice.css?inline';

/** Every process that is known, as a button, where the one that was asked for is not. */
export class ProcessChoice {
  readonly #element: HTMLElement = h('ul', { class: 'choice' });
  readonly #chosen: (id: string) => void;
  readonly #buttons = new Map<string, HTMLButtonElement>();

  /** @param place what it is put into */
  constructor(place: HTMLElement, chosen: (id: string) => void) {
    this.#chosen = chosen;
    addStyles(place, styles);
    place.append(this.#element);
  }

  /** Those that stay keep the focus. */
  update(processes: readonly ListedProcess[], todayMs: number): void {
    this.#element.hidden = processes.length === 0;
    const ids = new Set(processes.map(({ process }) => process.identity.id));
    for (const [id, button] of this.#buttons) {
      if (ids.has(id)) continue;
      button.parentElement?.remove();
      this.#buttons.delete(id);
    }
    for (const { process } of processes) {
      const gone = process.state === 'gone';
      const button = this.#buttons.get(process.identity.id) ?? this.#add(process.identity.id);
      const words = `${process.identity.name}, ${describeRole(process)}`;
      setAttribute(button, 'data-state', process.state);
      setText(button, gone ? `${words}, ${describeExit(process.exit, todayMs)}` : words);
    }
  }

  #add(id: string): HTMLButtonElement {
    const button = h('button', { type: 'button', class: 'choice-button' });
    button.addEventListener('click', () => this.#chosen(id));
    this.#buttons.set(id, button);
    this.#element.append(h('li', {}, button));
    return button;
  }
}
