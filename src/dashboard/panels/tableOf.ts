import { h } from '../element.ts';

/** A cell: text, or an element; the first of a row names it. */
export type Cell = string | HTMLElement;

/** A table that scrolls sideways, by keyboard too, where it is wider than its place. */
export function tableOf(
  name: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): HTMLElement {
  const element = h(
    'div',
    { class: 'table', tabindex: '0', role: 'group', 'aria-label': name },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, ...rows.map(([first = '', ...cells]) => rowOf(first, cells))),
    ),
  );
  element.addEventListener('keydown', (event) => {
    const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    // The browser scrolls it then; elsewhere the arrows move the cross-hair.
    if (isSideways && element.scrollWidth > element.clientWidth) event.stopPropagation();
  });
  return element;
}

function rowOf(first: Cell, cells: readonly Cell[]): HTMLElement {
  return h('tr', {}, h('th', { scope: 'row' }, first), ...cells.map((cell) => h('td', {}, cell)));
}
