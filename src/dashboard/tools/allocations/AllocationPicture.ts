import { h, setAttribute } from '../../element.ts';
import { FlameGraph } from './FlameGraph.ts';
import type { SizedFrame } from './frames.ts';
import type { Treemap } from './Treemap.ts';

/** What is alive as a picture: by who called whom (flame graph), or by package, file and function (treemap). */
export class AllocationPicture {
  readonly element: HTMLElement;
  readonly #flame: FlameGraph = new FlameGraph();
  readonly #map: HTMLElement = h('div', { hidden: true });
  readonly #buttons: readonly HTMLButtonElement[] = ['Flame graph', 'Treemap'].map((name) =>
    h('button', { type: 'button', class: 'button quiet' }, name),
  );
  #treemap: Treemap | undefined;
  #root: SizedFrame | undefined;
  #isMap = false;

  constructor() {
    const [flame, map] = this.#buttons;
    flame?.addEventListener('click', () => void this.#choose(false));
    map?.addEventListener('click', () => void this.#choose(true));
    const choice = h('div', { class: 'buttons', role: 'group', 'aria-label': 'Picture' }, ...this.#buttons);
    this.element = h('div', {}, choice, this.#flame.element, this.#map);
    this.#arrange();
  }

  update(root: SizedFrame): void {
    this.#root = root;
    if (this.#isMap) this.#treemap?.update(root);
    else this.#flame.update(root);
  }

  /** The treemap is loaded when it is first wanted. */
  async #choose(isMap: boolean): Promise<void> {
    this.#isMap = isMap;
    this.#arrange();
    if (isMap && this.#treemap === undefined) {
      const { Treemap } = await import('./Treemap.ts');
      this.#treemap ??= new Treemap();
      this.#map.replaceChildren(this.#treemap.element);
    }
    if (this.#root !== undefined) this.update(this.#root);
  }

  #arrange(): void {
    this.#flame.element.hidden = this.#isMap;
    this.#map.hidden = !this.#isMap;
    this.#buttons.forEach((button, index) => {
      setAttribute(button, 'aria-pressed', String(this.#isMap === (index === 1)));
    });
  }
}
