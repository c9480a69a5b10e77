import { h, setText } from '../../element.ts';
import { formatBytes, formatShare } from '../../model/bytes.ts';
import { boxBeside, focusItem } from './boxKeys.ts';
import { ownerOf } from './codeTree.ts';
import { type FlameBox, flameLayout } from './flameLayout.ts';
import { placeOf, type SizedFrame } from './frames.ts';

const rowHeight = 22;

/** A flame graph from the top: a click or Enter shows a frame alone, Backspace leads back; arrows go from box to box. */
export class FlameGraph {
  readonly element: HTMLElement;
  readonly #boxes: HTMLElement = h('div', { class: 'flame', role: 'tree', 'aria-label': 'Flame graph' });
  readonly #detail: HTMLElement = h('p', { class: 'flame-detail' });
  readonly #back: HTMLButtonElement = h('button', { type: 'button', class: 'button quiet' }, 'Show all');
  #root: SizedFrame | undefined;
  #shown: SizedFrame | undefined;
  #layout: readonly FlameBox[] = [];
  #items: readonly HTMLElement[] = [];

  constructor() {
    this.#back.addEventListener('click', () => this.#zoom(this.#root));
    this.#boxes.addEventListener('keydown', (event) => this.#key(event));
    this.element = h('div', {}, h('div', { class: 'flame-head' }, this.#detail, this.#back), this.#boxes);
  }

  update(root: SizedFrame): void {
    this.#root = root;
    this.#zoom(root);
  }

  #zoom(frame: SizedFrame | undefined): void {
    if (frame === undefined) return;
    this.#shown = frame;
    this.#layout = flameLayout(frame);
    this.#items = this.#layout.map((box, index) => this.#itemOf(box, index));
    this.#boxes.replaceChildren(...this.#items);
    const rows = Math.max(...this.#layout.map(({ row }) => row)) + 1;
    this.#boxes.style.height = `${rows * rowHeight}px`;
    this.#back.hidden = frame === this.#root;
    this.#tell(frame);
  }

  #itemOf({ frame, left, width, row }: FlameBox, index: number): HTMLElement {
    const words = this.#wordsOf(frame);
    const item = h(
      'div',
      {
        class: 'flame-box',
        role: 'treeitem',
        tabindex: index === 0 ? '0' : '-1',
        'aria-level': String(row + 1),
        'aria-label': words,
        'data-owner': ownerOf(frame),
        title: words,
      },
      frame.name,
    );
    Object.assign(item.style, {
      left: `${100 * left}%`,
      width: `${100 * width}%`,
      top: `${row * rowHeight}px`,
    });
    item.addEventListener('click', () => {
      this.#zoom(frame);
      this.#items[0]?.focus();
    });
    item.addEventListener('focus', () => this.#tell(frame));
    item.addEventListener('pointerenter', () => this.#tell(frame));
    return item;
  }

  #tell(frame: SizedFrame): void {
    setText(this.#detail, this.#wordsOf(frame));
  }

  #wordsOf(frame: SizedFrame): string {
    const whole = this.#root?.totalBytes ?? 0;
    const share = whole > 0 ? `, ${formatShare(frame.totalBytes / whole)}` : '';
    const parts = [placeOf(frame), frame.package ?? ''].filter(Boolean).join(', ');
    const self = frame.selfBytes > 0 ? `, ${formatBytes(frame.selfBytes)} of it itself` : '';
    return `${frame.name}: ${formatBytes(frame.totalBytes)}${share}${self}${parts && ` (${parts})`}`;
  }

  #key(event: KeyboardEvent): void {
    const at = this.#items.indexOf(event.target as HTMLElement);
    const box = this.#layout[at];
    if (box === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') this.#items[at]?.click();
    else if (event.key === 'Backspace' && this.#shown !== this.#root) {
      this.#zoom(this.#root);
      this.#items[0]?.focus();
    } else {
      const target = boxBeside(this.#layout, at, event.key);
      if (target === undefined) return;
      focusItem(this.#items, target);
    }
    event.preventDefault();
  }
}
