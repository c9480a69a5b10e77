import { h, setAttribute, setText } from '../element.ts';
import { type ChartUnit, formatValue } from '../model/units.ts';
import type { SeriesDefinition } from './definitions.ts';

interface LegendRow {
  readonly button: HTMLButtonElement;
  readonly value: HTMLElement;
  readonly then: HTMLElement;
}

/** One row for each line of a chart: what it is, what it stands at, and a switch for it. */
export class Legend {
  readonly element: HTMLElement = h('div', { class: 'legend', role: 'group', 'aria-label': 'Lines shown' });
  readonly visible: boolean[];
  readonly #unit: ChartUnit;
  readonly #series: readonly SeriesDefinition[];
  readonly #rows: readonly LegendRow[];

  constructor(unit: ChartUnit, series: readonly SeriesDefinition[], toggled: () => void) {
    this.#unit = unit;
    this.#series = series;
    this.visible = series.map(() => true);
    this.#rows = series.map((definition, index) => {
      const value = h('span', { class: 'legend-value' });
      const then = h('span', { class: 'legend-label' });
      const swatch = h('span', {
        class: 'swatch',
        'data-dash': definition.dash ? (Math.min(...definition.dash) < 3 ? 'dotted' : 'dashed') : undefined,
        'data-strong': definition.stepped,
      });
      swatch.style.setProperty('--swatch', `var(--${definition.colour})`);
      const button = h(
        'button',
        { class: 'legend-row', type: 'button', title: definition.hint, 'aria-pressed': 'true' },
        swatch,
        h('span', { class: 'legend-label' }, definition.label),
        value,
        then,
      );
      button.addEventListener('click', () => {
        this.show(index, !this.visible[index]);
        toggled();
      });
      return { button, value, then };
    });
    this.element.append(...this.#rows.map(({ button }) => button));
  }

  /** What stands in it now, of lines that are drawn. */
  get shown(): { readonly label: string; readonly value: string; readonly colour: string }[] {
    return this.#series.flatMap(({ label, colour }, index) => {
      const { button, value } = this.#rows[index] as LegendRow;
      return button.hidden || !this.visible[index] ? [] : [{ label, colour, value: value.textContent ?? '' }];
    });
  }

  /** Shows a line or takes it away. */
  show(index: number, visible: boolean): void {
    this.visible[index] = visible;
    setAttribute(this.#rows[index]?.button as Element, 'aria-pressed', String(visible));
  }

  /**
   * Writes the values; rows that were 0 or unknown all along are left out.
   *
   * @param before the values of the range that is compared with, where there is one
   */
  update(
    values: readonly (number | null | undefined)[],
    present: readonly boolean[],
    before: readonly (number | null | undefined)[] | undefined,
  ): void {
    this.#rows.forEach(({ button, value, then }, index) => {
      setText(then, before ? `then ${formatValue(this.#unit, before[index])}` : '');
      setText(value, formatValue(this.#unit, values[index]));
      setAttribute(button, 'hidden', !present[index]);
    });
  }
}
