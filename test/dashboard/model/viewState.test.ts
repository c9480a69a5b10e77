import { describe, expect, it } from 'vitest';
import { formatView, parseView } from '../../../src/dashboard/model/viewState.ts';

describe('a view in an address', () => {
  it('is read as it was written', () => {
    const views = [
      { hidden: [] },
      { process: '4711.2', spanMs: 900_000, hidden: [] },
      { spanMs: Number.POSITIVE_INFINITY, hidden: ['heap.liveBytes', 'process.rssBytes'] },
      { process: 'page', range: { fromMs: 1_700_000_000_000, toMs: 1_700_000_060_000 }, hidden: [] },
    ];
    for (const view of views) expect(parseView(formatView(view, ''))).toEqual({ ...parseView(''), ...view });
  });

  it('is short, and leaves alone what is not its own', () => {
    expect(
      formatView({ process: '4711', spanMs: 900_000, hidden: ['heap.a', 'heap.b'] }, '#k=G1wo-r8&last=60'),
    ).toBe('#k=G1wo-r8&process=4711&last=900&hide=heap.a,heap.b');
    expect(formatView({ hidden: [] }, '#k=1&from=3&to=4')).toBe('#k=1');
  });

  it('has a range or a span, not both', () => {
    const view = { spanMs: 60_000, range: { fromMs: 5, toMs: 9 }, hidden: [] };
    expect(formatView(view, '')).toBe('#from=5&to=9');
  });

  it.each(['../x', '<b>', 'no body', 'x'.repeat(65)])('names who is asked for, also %s', (process) => {
    const hash = formatView({ process, hidden: [] }, '');
    expect(parseView(hash).process).toBe(process);
  });

  it('makes no id of what is too long to be one', () => {
    expect(parseView(`#process=${'x'.repeat(5_000)}`).process).toHaveLength(80);
  });

  it.each([
    '#last=-1',
    '#last=x',
    '#from=9&to=5',
    '#from=5',
    '#from=1&to=Infinity',
    '#process=',
    '#hide=<b>,x',
  ])('is as if it were not there where it is wrong: %s', (hash) => {
    expect(parseView(hash)).toEqual(parseView(''));
  });
});
