import { describe, expect, it } from 'vitest';
import { pageAddress, type ViewAddress } from '../../src/dashboard/ViewAddress.ts';
import { leakEvent, noon, processOf } from '../dashboard/given.ts';
import { type Mounted, mount, painted } from './mounted.ts';

class GivenAddress implements ViewAddress {
  hash = '';
  #changed: (() => void) | undefined;
  read(): string {
    return this.hash;
  }
  write(hash: string): void {
    this.hash = hash;
  }
  onChange(changed: () => void): () => void {
    this.#changed = changed;
    return () => {
      this.#changed = undefined;
    };
  }
  go(hash: string): void {
    this.hash = hash;
    this.#changed?.();
  }
}

/** Moves the pointer over the strip; 0 is its left edge, 1 its right one. */
function pointer(page: Mounted, type: string, share: number, target = page.find('.overview-track')): void {
  const box = page.find('.overview-track').getBoundingClientRect();
  const at = { clientX: box.left + box.width * share, clientY: box.top + 5 };
  target.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, button: 0, ...at }));
}

async function drag(page: Mounted, from: number, to: number, target?: HTMLElement): Promise<void> {
  pointer(page, 'pointerdown', from, target);
  pointer(page, 'pointermove', to);
  pointer(page, 'pointerup', to);
  await painted();
}

const shown = (page: Mounted): string | null => page.find('.brush-window').getAttribute('aria-valuetext');

describe('the overview', () => {
  it('shows all that is kept, and which part of it the charts show', async () => {
    const page = await mount({ events: [leakEvent(noon - 100_000)] });
    expect(shown(page)).toBe('11:55:01 to 12:00:00');
    page.button('Last minute').click();
    await painted();
    expect(shown(page)).toBe('11:59:00 to 12:00:00');
    expect(Number.parseFloat(page.find('.brush').style.left)).toBeCloseTo(80, 0);
    const data = page.pixels('overview');
    expect(data.some((value) => value > 0)).toBe(true);
  });

  it('is brushed with the pointer: a new window, its edges, the window itself', async () => {
    const page = await mount();
    await drag(page, 0.2, 0.4);
    expect(shown(page)).toBe('11:56:00 to 11:57:00');
    expect(page.text('.pause')).toBe('Paused');
    await drag(page, 0.2, 0.1, page.find('.brush-start'));
    expect(shown(page)).toBe('11:55:30 to 11:57:00');
    await drag(page, 0.4, 0.5, page.find('.brush-end'));
    expect(shown(page)).toBe('11:55:30 to 11:57:30');
    await drag(page, 0.3, 0.5, page.find('.brush-window'));
    expect(shown(page)).toBe('11:56:30 to 11:58:30');
  });

  it('goes on live when the window is moved to the newest sample, and with a double click', async () => {
    const page = await mount();
    await drag(page, 0.2, 0.4);
    await drag(page, 0.3, 1, page.find('.brush-window'));
    expect(page.text('.pause')).toBe('Pause');
    page.sample(30);
    await painted();
    expect(shown(page)).toBe('11:59:30 to 12:00:30');
    await drag(page, 0.2, 0.4);
    page.find('.overview-track').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    await painted();
    expect(page.text('.pause')).toBe('Pause');
  });

  it('is brushed by keyboard', async () => {
    const page = await mount();
    page.button('Last minute').click();
    await painted();
    const press = async (part: string, key: string, more?: KeyboardEventInit): Promise<string | null> => {
      page.press(key, page.find(`.brush-${part}`), more);
      await painted();
      return shown(page);
    };
    expect(await press('window', 'ArrowLeft')).toBe('11:58:54 to 11:59:54');
    expect(await press('window', 'ArrowLeft', { shiftKey: true })).toBe('11:57:54 to 11:58:54');
    expect(await press('start', 'ArrowRight')).toBe('11:58:00 to 11:58:54');
    expect(await press('end', 'End')).toBe('11:58:00 to 12:00:00');
    expect(page.text('.pause')).toBe('Paused');
    expect(await press('window', '+')).toBe('11:58:30 to 11:59:30');
    expect(await press('window', 'Home')).toBe('11:55:01 to 11:56:01');
    expect(await press('window', 'End')).toBe('11:59:00 to 12:00:00');
    expect(page.text('.pause')).toBe('Pause');
    expect(page.press('x', page.find('.brush-window')).defaultPrevented).toBe(false);
  });
});

describe('the window', () => {
  it('is made longer and shorter by keyboard, about its middle or the cross-hair', async () => {
    const page = await mount();
    page.press('+');
    await painted();
    expect(shown(page)).toBe('11:56:15 to 11:58:45');
    page.press('-');
    await painted();
    expect(shown(page)).toBe('11:55:01 to 12:00:00');
  });

  it('stands still when a finger touches a chart, and moves with the wheel sideways and with Ctrl', async () => {
    const page = await mount();
    const plot = page.find('.heap .plot');
    plot.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'mouse', bubbles: true }));
    await painted();
    expect(page.text('.pause')).toBe('Pause');
    plot.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true }));
    await painted();
    expect(page.text('.pause')).toBe('Paused');
    const wheel = (init: WheelEventInit): boolean =>
      plot.dispatchEvent(new WheelEvent('wheel', { cancelable: true, ...init }));
    expect(wheel({ deltaY: 100 })).toBe(true);
    expect(wheel({ deltaY: -240, ctrlKey: true })).toBe(false);
    await painted();
    expect(shown(page)).toBe('11:56:15 to 11:58:45');
    expect(wheel({ deltaX: -plot.clientWidth / 2 })).toBe(false);
    await painted();
    expect(shown(page)).toBe('11:55:01 to 11:57:30');
    page.press('Escape');
    await painted();
    expect(page.text('.pause')).toBe('Pause');
  });
});

describe('the address', () => {
  it('says what is shown: process, range, hidden lines; and nothing of what is usual', async () => {
    const address = new GivenAddress();
    address.hash = '#k=secret';
    const processes = [processOf(), processOf({ id: '9', pid: 9, role: 'child' })];
    const page = await mount({ address, processes });
    page.button('Last minute').click();
    page.button(/^Used/).click();
    await expect.poll(() => address.hash).toBe('#k=secret&last=60&hide=heap.heapUsedBytes');
    await drag(page, 0.2, 0.4);
    await expect.poll(() => address.hash).toMatch(/^#k=secret&from=\d+&to=\d+&hide=heap.heapUsedBytes$/);
    page.button(/^Used/).click();
    page.press('Escape');
    page.button('Last 5 minutes').click();
    await expect.poll(() => address.hash).toBe('#k=secret');
    page.find('.picker-button').click();
    page.all('.picker-row')[1]?.click();
    await expect.poll(() => address.hash).toBe('#k=secret&process=9');
  });

  it('is obeyed, at first and when it changes', async () => {
    const address = new GivenAddress();
    address.hash = `#process=9&from=${noon - 120_000}&to=${noon - 60_000}&hide=heap.liveBytes`;
    const processes = [processOf(), processOf({ id: '9', pid: 9, role: 'child', name: 'report' })];
    const page = await mount({ address, processes });
    expect(page.text('.picker-name')).toBe('report');
    expect(shown(page)).toBe('11:58:00 to 11:59:00');
    expect(page.button(/^Live size/).getAttribute('aria-pressed')).toBe('false');
    address.go('#process=4711');
    await painted();
    expect(page.text('.picker-name')).toBe('api');
    expect(page.text('.pause')).toBe('Pause');
    expect(page.button(/^Live size/).getAttribute('aria-pressed')).toBe('true');
    expect(shown(page)).toBe('11:55:01 to 12:00:00');
  });

  it('that names nobody who is known shows nobody else in that place, and is left as it is', async () => {
    const address = new GivenAddress();
    address.hash = '#process=77';
    const page = await mount({ address });
    expect(page.text('.notice-title')).toBe('Process 77 is not known here');
    expect(page.find('.board').hidden).toBe(true);
    expect(address.hash).toBe('#process=77');
  });

  it('of a page is written without an entry in its history', async () => {
    const before = { hash: location.hash, length: history.length };
    const address = pageAddress();
    let changes = 0;
    const end = address.onChange(() => changes++);
    address.write('#last=60');
    expect([location.hash, address.read(), history.length]).toEqual(['#last=60', '#last=60', before.length]);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    end();
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    expect(changes).toBe(1);
    address.write(before.hash || ' ');
  });
});
