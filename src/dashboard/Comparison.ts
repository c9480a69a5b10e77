import { chartFields } from './charts/definitions.ts';
import { h, setText } from './element.ts';
import { type Frame, frameOf, type TimeRange } from './model/frame.ts';
import type { SampleStore } from './model/SampleStore.ts';
import { formatDuration, formatMoment } from './model/time.ts';

/** Another range of the same process, put over the one in view. */
export interface Compared {
  /** Its samples, at the times in view that they are put over. */
  readonly frame: Frame;
  /** Where it is itself. */
  readonly range: TimeRange;
  /** What is said of it: `dashed: 10:55:01 to 11:00:00, 1 h earlier`. */
  readonly words: string;
  /** Whether there is nothing in it to put over the one in view. */
  readonly empty: boolean;
}

const usual: readonly (readonly [label: string, offsetMs: number | undefined])[] = [
  ['Compare', undefined],
  ['with the range before', 0],
  ['with 1 h earlier', 3_600_000],
  ['with 1 d earlier', 86_400_000],
];

/** Chooses what the window is compared with: an earlier range, or one that was picked, as long as the window. */
export class Comparison {
  readonly element: HTMLSelectElement = h('select', { class: 'back', 'aria-label': 'Compare with' });
  readonly #picked: HTMLOptionElement = h('option', { hidden: true });
  readonly #changed: () => void;
  #offsetMs: number | undefined;
  #range: TimeRange = { fromMs: 0, toMs: 0 };

  constructor(changed: () => void) {
    this.#changed = changed;
    this.element.append(...usual.map(([label]) => h('option', {}, label)), this.#picked);
    this.element.addEventListener('change', () => {
      const offsetMs = usual[this.element.selectedIndex]?.[1];
      this.choose(offsetMs === 0 ? this.#range.toMs - this.#range.fromMs : offsetMs);
    });
  }

  /** How much earlier the other range is, in milliseconds; below 0 where it is later, `undefined` where there is none. */
  get offsetMs(): number | undefined {
    return this.#offsetMs;
  }

  /** Compares with what was so much earlier, or with nothing. */
  choose(offsetMs: number | undefined): void {
    this.#offsetMs = offsetMs || undefined;
    const known = usual.findIndex(([, each]) => each === this.#offsetMs);
    this.#picked.hidden = known >= 0;
    if (offsetMs) setText(this.#picked, `with ${wordsOf(offsetMs)}`);
    this.element.selectedIndex = known >= 0 ? known : usual.length;
    this.#changed();
  }

  /** Compares with the range that has a time in its middle. */
  pick(timeMs: number): void {
    this.choose(Math.round((this.#range.fromMs + this.#range.toMs) / 2 - timeMs));
  }

  /** Whether there was a comparison to end. */
  end(): boolean {
    const was = this.#offsetMs !== undefined;
    if (was) this.choose(undefined);
    return was;
  }

  /** What the given range is compared with. */
  of(store: SampleStore, range: TimeRange): Compared | undefined {
    this.#range = range;
    const offsetMs = this.#offsetMs;
    if (offsetMs === undefined) return undefined;
    const then = { fromMs: range.fromMs - offsetMs, toMs: range.toMs - offsetMs };
    const frame = frameOf(store, chartFields, then);
    const [from, to] = [then.fromMs, then.toMs].map((timeMs) => formatMoment(timeMs, range.toMs, true));
    const empty = frame.sampleCount === 0;
    return {
      frame: { ...frame, times: frame.times.map((time) => time + offsetMs) },
      range: then,
      words: `${empty ? 'nothing to compare with: no samples from' : 'dashed:'} ${from} to ${to}, ${wordsOf(offsetMs)}`,
      empty,
    };
  }
}

function wordsOf(offsetMs: number): string {
  const known = usual.find(([, each]) => each === offsetMs);
  return known
    ? known[0].slice('with '.length)
    : `${formatDuration(Math.abs(offsetMs))} ${offsetMs > 0 ? 'earlier' : 'later'}`;
}
