import { h, setText } from '../../element.ts';
import { formatBytes, formatShare } from '../../model/bytes.ts';
import { boxBeside, focusItem } from './boxKeys.ts';
import { type CodePart, codeTree } from './codeTree.ts';
import type { SizedFrame } from './frames.ts';
import { type TreemapBox, treemapLayout } from './treemapLayout.ts';

const heightPixels = 420;
const usualWidth = 1_000;

/**
 * What is alive by package, file and function, as areas. A click or Enter shows a package or a file alone, Backspace leads
 * back; arrows go from box to box.
 */
export class Treemap {
  readonly element: HTMLElement;
  readonly #boxes: HTMLElement = h('div', { class: 'treemap', role: 'tree', 'aria-label': 'Treemap' });
  readonly #detail: HTMLElement = h('p', { class: 'flame-detail' });
  readonly #back: HTMLButtonElement = h('button', { type: 'button', class: 'button quiet' }, 'Show all');
  #root: CodePart | undefined;
  #shown: CodePart | undefined;
  #layout: readonly TreemapBox[] = [];
  #items: readonly HTMLElement[] = [];

  constructor() {
    this.#back.addEventListener('click', () => this.#zoom(this.#root));
    this.#boxes.addEventListener('keydown', (event) => this.#key(event));
    this.#boxes.style.height = `${heightPixels}px`;
    this.element = h('div', {}, h('div', { class: 'flame-head' }, this.#detail, this.#back), this.#boxes);
  }

  update(root: SizedFrame): void {
    this.#root = codeTree(root);
    this.#zoom(this.#root);
  }

  #zoom(part: CodePart | undefined): void {
    if (part === undefined) return;
    this.#shown = part;
    const width = this.#boxes.clientWidth || usualWidth;
    this.#layout = treemapLayout(part, width, heightPixels);
    this.#items = this.#layout.map((box, index) => this.#itemOf(box, index, width));
    this.#boxes.replaceChildren(...this.#items);
    this.#back.hidden = part === this.#root;
    this.#tell(part);
  }

  #itemOf({ part, left, top, width, height, level }: TreemapBox, index: number, whole: number): HTMLElement {
    const words = this.#wordsOf(part);
    const item = h(
      'div',
      {
        class: 'treemap-box',
        role: 'treeitem',
        tabindex: index === 0 ? '0' : '-1',
        'aria-level': String(level + 1),
        'aria-label': words,
        'data-owner': part.owner,
        'data-level': String(level),
        title: words,
      },
      part.name,
    );
    // Widths are shares, so that it follows the window.
    Object.assign(item.style, {
      left: `${(100 * left) / whole}%`,
      width: `${(100 * width) / whole}%`,
      top: `${top}px`,
      height: `${height}px`,
    });
    item.addEventListener('click', () => {
      if (part.children.length > 0 && part !== this.#shown) {
        this.#zoom(part);
        this.#items[0]?.focus();
      } else focusItem(this.#items, index);
    });
    item.addEventListener('focus', () => this.#tell(part));
    item.addEventListener('pointerenter', () => this.#tell(part));
    return item;
  }

  #tell(part: CodePart): void {
    setText(this.#detail, this.#wordsOf(part));
  }

  #wordsOf({ fullName, bytes }: CodePart): string {
    const whole = this.#root?.bytes ?? 0;
    return `${fullName}: ${formatBytes(bytes)}${whole > 0 ? `, ${formatShare(bytes / whole)}` : ''}`;
  }

  #key(event: KeyboardEvent): void {
    const at = this.#items.indexOf(event.target as HTMLElement);
    if (at === -1) return;
    const target = boxBeside(this.#layout, at, event.key);
    if (event.key === 'Enter' || event.key === ' ') this.#items[at]?.click();
    else if (event.key === 'Backspace' && this.#shown !== this.#root) {
      this.#zoom(this.#root);
      this.#items[0]?.focus();
    } else if (target === undefined) return;
    else focusItem(this.#items, target);
    event.preventDefault();
  }
}
