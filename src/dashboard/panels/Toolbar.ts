import { h, icon, setAttribute, setText } from '../element.ts';
import type { TimeWindow } from '../model/TimeWindow.ts';
import type { ThemeName } from '../Theme.ts';

/** What the toolbar tells. */
export interface ToolbarListener {
  spanChosen(spanMs: number): void;
  pauseToggled(): void;
  themeToggled(): void;
}

/** What the toolbar shows. */
export interface ToolbarState {
  readonly window: Pick<TimeWindow, 'spanMs' | 'live' | 'arrived'>;
  readonly theme: ThemeName;
  /** Nothing arrives, so that there is nothing to pause. */
  readonly recorded: boolean;
}

const spans: readonly (readonly [label: string, title: string, spanMs: number])[] = [
  ['1 m', 'Last minute', 60_000],
  ['5 m', 'Last 5 minutes', 300_000],
  ['15 m', 'Last 15 minutes', 900_000],
  ['1 h', 'Last hour', 3_600_000],
  ['all', 'Everything that is kept', Number.POSITIVE_INFINITY],
];

const drawings = {
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.5 8z',
  dark: 'M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3.1 3.1l1 1M11.9 11.9l1 1M3.1 12.9l1-1M11.9 4.1l1-1',
} as const;

/** Ranges, pause, theme. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #spans: readonly HTMLButtonElement[];
  readonly #pause: HTMLButtonElement;
  readonly #pauseLabel: HTMLElement = h('span', { class: 'pause-label' });
  readonly #theme: HTMLButtonElement;

  /** @param menus what stands beside the switches */
  constructor(menus: readonly HTMLElement[], listener: ToolbarListener) {
    this.#spans = spans.map(([label, title, spanMs]) => {
      const button = h('button', { type: 'button', title }, label);
      button.addEventListener('click', () => listener.spanChosen(spanMs));
      return button;
    });
    this.#pause = h(
      'button',
      { type: 'button', class: 'pause' },
      icon(drawings.pause, 'icon when-live'),
      icon(drawings.play, 'icon when-paused'),
      this.#pauseLabel,
    );
    this.#pause.addEventListener('click', listener.pauseToggled);
    this.#theme = h(
      'button',
      { type: 'button', class: 'theme' },
      icon(drawings.light, 'icon when-dark'),
      icon(drawings.dark, 'icon when-light'),
    );
    this.#theme.addEventListener('click', listener.themeToggled);
    this.element = h(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'View' },
      h('div', { class: 'ranges', role: 'group', 'aria-label': 'Time range' }, ...this.#spans),
      this.#pause,
      ...menus,
      this.#theme,
    );
  }

  update({ window: { spanMs, live, arrived }, theme, recorded }: ToolbarState): void {
    spans.forEach(([, , span], index) => {
      setAttribute(this.#spans[index] as Element, 'aria-pressed', String(live && span === spanMs));
    });
    this.#pause.hidden = recorded && live;
    setAttribute(this.#pause, 'data-paused', !live);
    setAttribute(
      this.#pause,
      'title',
      live ? 'Pause (Space)' : recorded ? 'Back to the range (Esc)' : 'Back to live (Esc)',
    );
    setText(
      this.#pauseLabel,
      live ? 'Pause' : recorded ? 'Zoomed' : arrived > 0 ? `Paused +${arrived}` : 'Paused',
    );
    setAttribute(this.#theme, 'aria-label', theme === 'dark' ? 'Light theme' : 'Dark theme');
    setAttribute(this.#theme, 'title', theme === 'dark' ? 'Light theme' : 'Dark theme');
  }
}
