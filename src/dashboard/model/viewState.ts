import type { TimeRange } from './frame.ts';

/** What of a dashboard's view an address holds. */
export interface ViewState {
  /** The process's id, or what stands in its place: nobody has it then. */
  readonly process?: string | undefined;
  /** What is shown of the past while live, in milliseconds; `Infinity` for everything. */
  readonly spanMs?: number | undefined;
  /** Where the window stands still; `undefined` while live. */
  readonly range?: TimeRange | undefined;
  /** How much earlier the range is that it is compared with, in milliseconds; below 0 for a later one. */
  readonly compareMs?: number | undefined;
  /** Lines that are not shown: `heap.liveBytes`. */
  readonly hidden: readonly string[];
}

/** Longer than any id, so that what is cut off does not make one of it. */
const mostIdLetters = 80;

const ours = ['process', 'last', 'from', 'to', 'hide', 'compare'];

/** Reads the part of an address behind its `#`. What is not well-formed is left out, but for a process: another would be taken for it. */
export function parseView(hash: string): ViewState {
  const entries = new URLSearchParams(hash.replace(/^#/, ''));
  const process = entries.get('process') ?? '';
  const last = entries.get('last');
  const [from, to] = [Number(entries.get('from')), Number(entries.get('to'))];
  const seconds = last === 'all' ? Number.POSITIVE_INFINITY : Number(last);
  return {
    process: process === '' ? undefined : process.slice(0, mostIdLetters),
    spanMs: seconds > 0 ? seconds * 1_000 : undefined,
    range: from > 0 && to > from && Number.isFinite(to) ? { fromMs: from, toMs: to } : undefined,
    compareMs: Math.round(Number(entries.get('compare'))) * 1_000 || undefined,
    hidden: (entries.get('hide') ?? '').split(',').filter((key) => /^\w+\.\w+$/.test(key)),
  };
}

/** Writes a view into an address, beside the entries there that are not ours. */
export function formatView({ process, spanMs, range, hidden, compareMs }: ViewState, hash: string): string {
  const entries = new URLSearchParams(hash.replace(/^#/, ''));
  for (const name of ours) entries.delete(name);
  if (process !== undefined) entries.set('process', process);
  if (range) {
    entries.set('from', String(Math.round(range.fromMs)));
    entries.set('to', String(Math.round(range.toMs)));
  } else if (spanMs !== undefined) {
    entries.set('last', spanMs === Number.POSITIVE_INFINITY ? 'all' : String(Math.round(spanMs / 1_000)));
  }
  if (compareMs) entries.set('compare', String(Math.round(compareMs / 1_000)));
  if (hidden.length > 0) entries.set('hide', hidden.join(','));
  return `#${entries.toString().replaceAll('%2C', ',')}`;
}
