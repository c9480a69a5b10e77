import type { Sorting, SortKey } from './sorting.ts';
import { sortKeys } from './sorting.ts';

/** What somebody wants, by a key. */
export type Action =
  | 'quit'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'help'
  | 'pause'
  | 'redraw'
  | 'next-sorting'
  | { readonly sortBy: SortKey };

/** What is looked at, and how. */
export interface ViewState {
  readonly page: 'table' | 'details' | 'help';
  /** Key of the process; `undefined` while nobody has chosen, which follows the first one. */
  readonly selected: string | undefined;
  readonly sorting: Sorting;
  /** First line of the details, or of the help, that is shown. */
  readonly scroll: number;
  readonly isPaused: boolean;
}

/** What is seen at the start. */
export const firstView: ViewState = {
  page: 'table',
  selected: undefined,
  sorting: { key: 'verdict', isReversed: false },
  scroll: 0,
  isPaused: false,
};

/** What a key can reach. */
export interface Reach {
  /** Keys of the processes in the order in which they are shown. */
  readonly shown: readonly string[];
  /** Lines that a page has. */
  readonly pageLines: number;
  /** Lines of the details, or of the help, beyond the first page. */
  readonly scrollable: number;
}

const keys: Readonly<Record<string, Action>> = {
  q: 'quit',
  '\x03': 'quit',
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  k: 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  j: 'down',
  '\x1b[5~': 'page-up',
  '\x1b[6~': 'page-down',
  '\x1b[H': 'first',
  '\x1b[1~': 'first',
  '\x1bOH': 'first',
  g: 'first',
  '\x1b[F': 'last',
  '\x1b[4~': 'last',
  '\x1bOF': 'last',
  G: 'last',
  '\r': 'open',
  '\n': 'open',
  '\x1b': 'back',
  '?': 'help',
  h: 'help',
  ' ': 'pause',
  '\x0c': 'redraw',
  s: 'next-sorting',
  p: { sortBy: 'pid' },
  n: { sortBy: 'name' },
  v: { sortBy: 'verdict' },
  l: { sortBy: 'live' },
  u: { sortBy: 'used' },
  r: { sortBy: 'rss' },
  c: { sortBy: 'capacity' },
  o: { sortBy: 'forecast' },
};

/** A sequence is one key; Escape alone is one that nothing of a sequence follows. */
const keyPattern = new RegExp(`${'\x1b'}(?:\\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[^]`, 'g');

/** Actions of what a terminal sent, which may be several keys at once. What means nothing is left out. */
export function actionsOf(input: string): Action[] {
  const pressed = input.match(keyPattern) ?? [];
  return pressed.map((key) => (Object.hasOwn(keys, key) ? keys[key] : undefined)).filter(isAction);
}

function isAction(action: Action | undefined): action is Action {
  return action !== undefined;
}

/** The view after a key. `quit` and `redraw` change nothing of it. */
export function after(view: ViewState, action: Action, reach: Reach): ViewState {
  if (typeof action === 'object') return { ...view, sorting: sortedBy(view.sorting, action.sortBy) };
  switch (action) {
    case 'open':
      return { ...view, page: view.page === 'table' ? 'details' : 'table', scroll: 0 };
    case 'back':
      return { ...view, page: 'table', scroll: 0 };
    case 'help':
      return { ...view, page: view.page === 'help' ? 'table' : 'help', scroll: 0 };
    case 'pause':
      return { ...view, isPaused: !view.isPaused };
    case 'next-sorting': {
      const next = sortKeys[(sortKeys.indexOf(view.sorting.key) + 1) % sortKeys.length] as SortKey;
      return { ...view, sorting: { key: next, isReversed: false } };
    }
    case 'quit':
    case 'redraw':
      return view;
    default:
      return moved(view, action, reach);
  }
}

function sortedBy(before: Sorting, key: SortKey): Sorting {
  return { key, isReversed: before.key === key && !before.isReversed };
}

type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

function moved(view: ViewState, move: Move, { shown, pageLines, scrollable }: Reach): ViewState {
  const lines = {
    up: -1,
    down: 1,
    'page-up': -pageLines,
    'page-down': pageLines,
    first: Number.NEGATIVE_INFINITY,
    last: Number.POSITIVE_INFINITY,
  }[move];
  const within = (place: number, last: number): number => Math.max(0, Math.min(place, last));
  if (view.page !== 'table') return { ...view, scroll: within(view.scroll + lines, scrollable) };
  const place = view.selected === undefined ? 0 : Math.max(0, shown.indexOf(view.selected));
  return { ...view, selected: shown[within(place + lines, shown.length - 1)] ?? view.selected };
}
