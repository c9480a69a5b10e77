import { describe, expect, it } from 'vitest';
import { crossingEvent, leakEvent, megabyte, noon, processOf } from '../dashboard/given.ts';
import { mount, painted } from './mounted.ts';

describe('the event list', () => {
  it('says that nothing happened', async () => {
    const page = await mount();
    expect(page.find('.none').hidden).toBe(false);
  });

  it('has the newest first', async () => {
    const page = await mount({ events: [crossingEvent(noon - 9_000, 'warning'), leakEvent(noon - 5_000)] });
    expect(page.all('.event-title').map((title) => title.textContent)).toEqual([
      'Leak suspected',
      'Heap warning',
    ]);
    expect(page.text('.event time')).toBe('11:59:55');
  });

  it('leads to the moment of a row, and moves the window there', async () => {
    const page = await mount({ events: [leakEvent(noon - 250_000), crossingEvent(noon - 5_000, 'warning')] });
    page.button('Last minute').click();
    await painted();
    expect(page.all('.mark')).toHaveLength(1);
    page.all('.event')[1]?.click();
    await painted();
    expect(page.text('.pause')).toBe('Paused');
    expect(page.find('.mark').textContent).toBe('L');
    expect(page.text('.heap .cursor-time')).toBe('11:55:50');
    page.all('.event')[1]?.click();
    await painted();
    expect(page.all('.event')[1]?.getAttribute('aria-current')).toBe('true');
    page.press('Escape');
    await painted();
    expect(page.all('.event[aria-current]')).toHaveLength(0);
  });

  it('has what the application has marked, on the charts too', async () => {
    const mark = {
      time: noon - 9_000,
      type: 'memory:mark',
      payload: { label: 'deploy <b>4f2c91</b>' },
    } as const;
    const page = await mount({ events: [mark] });
    expect(page.text('.event-title')).toBe('deploy <b>4f2c91</b>');
    expect(page.find('.mark').getAttribute('aria-label')).toBe(
      'M deploy <b>4f2c91</b>: marked by the application',
    );
  });

  it('has nowhere to lead without samples', async () => {
    const page = await mount({ samples: 0, events: [leakEvent(noon)] });
    page.find('.event').click();
    await painted();
    expect(page.text('.pause')).toBe('Pause');
  });
});

describe('the process picker', () => {
  const exit = { time: noon, code: 1, signal: null };
  const processes = [
    processOf(),
    processOf({ id: '4711.2', threadId: 2, role: 'worker-thread', name: 'thumbnails' }),
    processOf({ id: '9', pid: 9, parentPid: 4711, role: 'child', name: 'report' }, { state: 'gone', exit }),
  ];

  it('names who is watched', async () => {
    const page = await mount({ processes });
    expect(page.text('.picker-button')).toBe('apimain process · pid 4711');
  });

  it('lists the living with their RSS and the dead with their cause', async () => {
    const page = await mount({ processes });
    page.source.send({
      type: 'sample',
      id: '4711.2',
      row: Array.from({ length: 23 }, (_, at) => (at === 0 ? noon : 90 * megabyte)),
    });
    page.find('.picker-button').click();
    await painted();
    expect(page.all('.picker-row').map((row) => row.textContent)).toEqual([
      'apimain process · pid 4711–',
      'thumbnailsworker thread 2 · pid 471190.0 MB',
      'reportchild process · pid 9 · ended with exit code 1 at 12:00:00',
    ]);
    expect(page.find('.picker-button').getAttribute('aria-expanded')).toBe('true');
  });

  it('shows the one that is clicked', async () => {
    const page = await mount({ processes });
    page.find('.picker-button').click();
    page.all('.picker-row')[1]?.click();
    await painted();
    expect(page.text('.picker-button')).toBe('thumbnailsworker thread 2 · pid 4711');
    expect(page.find('.picker-list').hidden).toBe(true);
  });

  it('is steered by the keyboard', async () => {
    const page = await mount({ processes });
    const rows = page.all('.picker-row');
    const at = () => rows.indexOf(page.root.activeElement as HTMLElement);
    page.find('.picker-button').click();
    expect(at()).toBe(0);
    const steps: [string, number][] = [
      ['ArrowDown', 1],
      ['End', 2],
      ['ArrowDown', 2],
      ['ArrowUp', 1],
      ['Home', 0],
      ['ArrowUp', 0],
    ];
    for (const [key, expected] of steps) {
      page.press(key, page.root.activeElement as Element);
      expect(at()).toBe(expected);
    }
    page.press('x', page.root.activeElement as Element);
    page.press('Escape', page.root.activeElement as Element);
    expect(page.find('.picker-list').hidden).toBe(true);
    page.press('ArrowDown', page.find('.picker-button'));
    page.find('.picker-button').click();
    page.press('End', page.root.activeElement as Element);
    page.press('Enter', page.root.activeElement as Element);
    await painted();
    expect(page.text('.picker-button')).toContain('report');
    page.find('.picker-button').click();
    page.press('Home', page.root.activeElement as Element);
    page.press(' ', page.root.activeElement as Element);
    await painted();
    expect(page.text('.picker-button')).toContain('main process');
  });

  it.each([320, 390, 1240])('keeps a name of 100 letters within %i pixels', async (width) => {
    const long = processes.map(({ identity, ...rest }) => ({
      ...rest,
      identity: { ...identity, name: 'n'.repeat(100) },
    }));
    const page = await mount({ processes: long, width });
    const inside = (selector: string): void => {
      const place = page.place.getBoundingClientRect();
      for (const element of page.all(selector)) {
        const { left, right } = element.getBoundingClientRect();
        expect(left).toBeGreaterThanOrEqual(place.left);
        expect(right).toBeLessThanOrEqual(place.right);
      }
    };
    page.find('.picker-button').click();
    await painted();
    expect(page.find('.tidemark').scrollWidth).toBe(width);
    expect(page.find('.picker').offsetWidth).toBeLessThanOrEqual(Math.min(440, width - 32));
    inside('.picker-button .picker-note, .picker-list, .picker-row .picker-note');
    expect(page.find('.picker-button').title).toBe('n'.repeat(100));
  });

  it('closes when the focus leaves it or its button is clicked again', async () => {
    const page = await mount({ processes });
    page.find('.picker-button').click();
    page.button('Pause').focus();
    expect(page.find('.picker-list').hidden).toBe(true);
    page.find('.picker-button').click();
    page.find('.picker-button').click();
    expect(page.find('.picker-list').hidden).toBe(true);
  });

  it('learns of processes that come', async () => {
    const page = await mount();
    expect(page.all('.picker-row')).toHaveLength(1);
    page.source.send({ type: 'process', process: processes[1] as (typeof processes)[number] });
    await painted();
    expect(page.all('.picker-row')).toHaveLength(2);
  });
});

describe('the keyboard', () => {
  it('pauses with Space, unless a control has the focus', async () => {
    const page = await mount();
    page.press(' ');
    await painted();
    expect(page.text('.pause')).toBe('Paused');
    page.press(' ', page.button('Last minute'));
    await painted();
    expect(page.text('.pause')).toBe('Paused');
    page.press(' ');
    await painted();
    expect(page.text('.pause')).toBe('Pause');
  });

  it('moves the cross-hair with the arrows, and says what stands there', async () => {
    const page = await mount();
    const answer = () => page.all('.visually-hidden p')[1]?.textContent;
    page.press('ArrowLeft');
    await painted();
    expect(answer()).toMatch(/^12:00:00: Used 79 MB, Live size 62 MB; RSS 150 MB/);
    page.press('ArrowLeft', undefined, { shiftKey: true });
    await painted();
    expect(answer()).toMatch(/^11:59:50: /);
    expect(page.text('.heap .cursor-time')).toBe('11:59:50');
    page.press('ArrowRight');
    await painted();
    expect(answer()).toMatch(/^11:59:51: /);
    page.press('ArrowRight', undefined, { shiftKey: true });
    page.press('ArrowRight', undefined, { shiftKey: true });
    await painted();
    expect(answer()).toMatch(/^12:00:00: /);
  });

  it('starts at the left edge when it comes from the left', async () => {
    const page = await mount();
    page.press('ArrowRight');
    await painted();
    expect(page.text('.heap .cursor-time')).toBe('11:55:01');
  });

  it('leaves other keys, and those with a modifier, to the browser', async () => {
    const page = await mount();
    expect(page.press('ArrowLeft', undefined, { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(page.press('a').defaultPrevented).toBe(false);
    expect(page.press('Escape').defaultPrevented).toBe(true);
  });

  it('has nothing to do where there is nothing', async () => {
    const page = await mount({ processes: [] });
    page.press(' ');
    page.press('ArrowLeft');
    await painted();
    expect(page.text('.notice-title')).toBe('No process yet');
  });
});

describe('the theme', () => {
  it('is remembered', async () => {
    const page = await mount();
    expect(page.find('.tidemark').dataset.theme).toBe('dark');
    page.button('Light theme').click();
    await painted();
    expect(page.find('.tidemark').dataset.theme).toBe('light');
    expect((await mount()).find('.tidemark').dataset.theme).toBe('light');
    page.button('Dark theme').click();
    await painted();
    expect(page.find('.tidemark').dataset.theme).toBe('dark');
  });
});
