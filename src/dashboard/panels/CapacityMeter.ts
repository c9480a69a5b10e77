import type { Capacity } from '../../wire/capacity.ts';
import { h, setAttribute, setText } from '../element.ts';
import { formatShare, roundBytes } from '../model/bytes.ts';
import { describeLimit, limitNames } from '../model/capacity.ts';

const warningShare = 0.7;
const criticalShare = 0.85;

/** How full it is: the limit that binds as a bar, the others in words. */
export class CapacityMeter {
  readonly element: HTMLElement;
  readonly #share: HTMLElement = h('strong');
  readonly #meter: HTMLElement;
  readonly #fill: HTMLElement = h('i');
  readonly #binding: HTMLElement = h('span', { class: 'binding' });
  readonly #others: HTMLElement = h('span', { class: 'others' });

  constructor() {
    this.#meter = h(
      'div',
      {
        class: 'meter',
        role: 'meter',
        'aria-label': 'Capacity used',
        'aria-valuemin': '0',
        'aria-valuemax': '100',
      },
      this.#fill,
    );
    this.element = h(
      'div',
      { class: 'capacity' },
      h('p', { class: 'capacity-head' }, h('span', {}, 'Capacity'), this.#share),
      this.#meter,
      h('p', { class: 'capacity-foot' }, this.#binding, this.#others),
    );
  }

  update({ limits, binding }: Capacity): void {
    this.element.hidden = binding === undefined;
    if (binding === undefined) return;
    const { ratio } = binding;
    setText(this.#share, formatShare(ratio));
    setText(
      this.#binding,
      `${roundBytes(binding.usedBytes)} of ${roundBytes(binding.limitBytes)}, ${limitNames[binding.kind]} binds`,
    );
    const others = limits.filter((limit) => limit !== binding);
    setText(
      this.#others,
      others.map((limit) => `${limitNames[limit.kind]} ${describeLimit(limit)}`).join(' · '),
    );
    setAttribute(this.#meter, 'aria-valuenow', String(Math.round(ratio * 100)));
    setAttribute(this.#meter, 'aria-valuetext', this.#binding.textContent ?? '');
    setAttribute(
      this.#meter,
      'data-tone',
      ratio >= criticalShare ? 'critical' : ratio >= warningShare ? 'warning' : 'calm',
    );
    this.#fill.style.transform = `scaleX(${Math.min(1, ratio).toFixed(4)})`;
  }
}
