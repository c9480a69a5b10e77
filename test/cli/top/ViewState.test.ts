import { describe, expect, it } from 'vitest';
import { actionsOf, after, firstView, type Reach, type ViewState } from '../../../src/cli/top/ViewState.ts';

const reach: Reach = { shown: ['a', 'b', 'c', 'd'], pageLines: 2, scrollable: 3 };

function pressed(keys: string, view: ViewState = firstView): ViewState {
  return actionsOf(keys).reduce((state, action) => after(state, action, reach), view);
}

describe('keys', () => {
  it('are told apart where several come at once, and what means nothing is left out', () => {
    expect(actionsOf('jk\x1b[A\x1b[B\x1bOAzq')).toEqual(['down', 'up', 'up', 'down', 'up', 'quit']);
    expect(actionsOf('\x03')).toEqual(['quit']);
    expect(actionsOf('\x1b')).toEqual(['back']);
    expect(actionsOf('\x1bq')).toEqual(['back', 'quit']);
    expect(actionsOf('\x1b[31;5~\x1b[200~')).toEqual([]);
    expect(actionsOf('toString')).not.toContain(undefined);
    expect(actionsOf('')).toEqual([]);
  });

  it('select, from the first one on and no further than there is', () => {
    expect(pressed('j').selected).toBe('b');
    expect(pressed('jjjjjj').selected).toBe('d');
    expect(pressed('k').selected).toBe('a');
    expect(pressed('\x1b[6~').selected).toBe('c');
    expect(pressed('G').selected).toBe('d');
    expect(pressed('Gg').selected).toBe('a');
    // One that is gone is as if nobody had chosen.
    expect(pressed('j', { ...firstView, selected: 'x' }).selected).toBe('b');
    const nobody = { ...reach, shown: [] };
    expect(after(firstView, 'down', nobody).selected).toBeUndefined();
  });

  it('open the details and scroll them, and lead back', () => {
    const open = pressed('\r');
    expect(open.page).toBe('details');
    expect(pressed('jjjjj', open)).toMatchObject({ scroll: 3, selected: undefined });
    expect(pressed('jk', open).scroll).toBe(0);
    expect(pressed('\x1b', pressed('jj', open))).toMatchObject({ page: 'table', scroll: 0 });
    expect(pressed('\r', open).page).toBe('table');
    expect(pressed('?').page).toBe('help');
    expect(pressed('?j')).toMatchObject({ page: 'help', selected: undefined });
    expect(pressed('?jj').scroll).toBe(2);
    expect(pressed('?jj?')).toMatchObject({ page: 'table', scroll: 0 });
    // The details are read from their beginning, wherever the help was left.
    expect(pressed('?jj\x1b\r')).toMatchObject({ page: 'details', scroll: 0 });
    expect(pressed('??').page).toBe('table');
  });

  it('sort, turn round, and go on to the next column', () => {
    expect(pressed('l').sorting).toEqual({ key: 'live', isReversed: false });
    expect(pressed('ll').sorting).toEqual({ key: 'live', isReversed: true });
    expect(pressed('lll').sorting).toEqual({ key: 'live', isReversed: false });
    expect(pressed('llr').sorting).toEqual({ key: 'rss', isReversed: false });
    expect(pressed('s').sorting.key).toBe('live');
    expect(pressed('ssssssss').sorting).toEqual(firstView.sorting);
  });

  it('pause and go on', () => {
    expect(pressed(' ').isPaused).toBe(true);
    expect(pressed('  ').isPaused).toBe(false);
    expect(pressed('\x0c')).toEqual(firstView);
  });
});
