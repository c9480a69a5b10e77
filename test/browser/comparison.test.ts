import { describe, expect, it } from 'vitest';
import { noon } from '../dashboard/given.ts';
import { type Mounted, mount, painted, sawtooth } from './mounted.ts';

const minute = 60_000;

/** The heap is 40 MB larger in the last minutes than before. */
async function grown(hash = ''): Promise<Mounted> {
  const address = { read: () => hash, write: (next: string) => (hash = next), onChange: () => () => {} };
  const page = await mount({
    samples: 700,
    address,
    row: (index) => {
      const sample = sawtooth(noon - (699 - index) * 1_000, index);
      return index < 410 ? sample : { ...sample, heapUsedBytes: (sample.heapUsedBytes ?? 0) + 40 * 2 ** 20 };
    },
  });
  return Object.assign(page, { hash: () => hash });
}

function compareWith(page: Mounted, label: string): void {
  const select = page.find<HTMLSelectElement>('select');
  select.selectedIndex = [...select.options].findIndex(({ text }) => text === label);
  select.dispatchEvent(new Event('change'));
}

describe('a comparison', () => {
  it('with the range before draws it dashed, and says how much earlier it was, here and in words', async () => {
    const page = await grown();
    const before = page.pixels('heap').slice();
    compareWith(page, 'with the range before');
    await painted();
    expect(page.text('.window-words')).toBe(
      '11:55:00 to 12:00:00, live; dashed: 11:50:00 to 11:55:00, 5 min earlier',
    );
    expect(page.text('.heap .legend')).toBe('Used119 MBthen 79.0 MBLive size62.0 MBthen 62.0 MB');
    expect(page.text('.spaces .legend')).toMatch(/^Old64\.0 MBthen 64\.0 MB/);
    expect(page.pixels('heap')).not.toEqual(before);
    page.nowMs += 6_000;
    page.sample(1);
    await painted();
    const label = page.find('.heap .picture').getAttribute('aria-label');
    expect(label).toMatch(/Compared with, 11:50 to 11:55\. Used 7\d\.0 MB, between 70\.0 MB and/);
    const ghost = page.find('.ghost').style;
    expect(Number.parseFloat(ghost.left)).toBeLessThan(Number.parseFloat(page.find('.brush').style.left));
  });

  it('is ended by Esc, which leaves the window where it is', async () => {
    const page = await grown();
    page.button('Pause').click();
    compareWith(page, 'with the range before');
    await painted();
    page.press('Escape');
    await painted();
    expect(page.text('.heap .legend')).toBe('Used119 MBLive size62.0 MB');
    expect(page.find('.ghost').hidden).toBe(true);
    expect(page.find<HTMLSelectElement>('select').value).toBe('Compare');
    expect(page.text('.pause')).toBe('Paused');
    page.press('Escape');
    await painted();
    expect(page.text('.pause')).toBe('Pause');
  });

  it('is kept in the address, and read from there', async () => {
    const page = (await grown('#compare=120&last=60')) as Mounted & { hash(): string };
    expect(page.text('.window-words')).toContain('dashed: 11:57:00 to 11:58:00, 2 min earlier');
    expect(page.find<HTMLSelectElement>('select').value).toBe('with 2 min earlier');
    compareWith(page, 'with 1 h earlier');
    await painted();
    expect(page.text('.window-words')).toBe(
      '11:59:00 to 12:00:00, live; nothing to compare with: no samples from 10:59:00 to 11:00:00, 1 h earlier',
    );
    await expect.poll(() => page.hash()).toBe('#last=60&compare=3600');
  });

  it('with a range of which there is nothing says so, draws nothing of it, and has a button that ends it', async () => {
    const page = await grown('#last=60&compare=3600');
    expect(page.text('.window-words')).toContain('nothing to compare with: no samples from 10:59:00');
    expect(page.find('.overview').dataset.window).toBe('no data');
    expect(page.text('.heap .legend')).toBe('Used119 MBLive size62.0 MB');
    page.button('End the comparison').click();
    await painted();
    expect(page.text('.window-words')).toBe('11:59:00 to 12:00:00, live');
    expect(page.find<HTMLSelectElement>('select').value).toBe('Compare');
    expect(page.find('.overview button.back').hidden).toBe(true);
  });

  it('with nothing, of a window that stands still, is ended before the window is live again', async () => {
    const page = await grown('#compare=3600');
    page.button('Pause').click();
    await painted();
    page.button('End the comparison').click();
    await painted();
    expect(page.text('.window-words')).toMatch(/^Paused: /);
    page.button('Back to live').click();
    await painted();
    expect(page.text('.window-words')).toMatch(/, live$/);
  });

  it('is picked in the strip with Alt', async () => {
    const page = await grown('#last=60');
    const track = page.find('.overview-track');
    const { left, width } = track.getBoundingClientRect();
    const at = (timeMs: number) => left + ((timeMs - (noon - 699_000)) / 699_000) * width;
    const init = { bubbles: true, composed: true, altKey: true, button: 0 };
    track.dispatchEvent(new PointerEvent('pointerdown', { ...init, clientX: at(noon - 9 * minute) }));
    track.dispatchEvent(new PointerEvent('pointermove', { ...init, clientX: at(noon - 8.5 * minute) }));
    track.dispatchEvent(new PointerEvent('pointerup', init));
    await painted();
    expect(page.text('.window-words')).toMatch(/dashed: 11:51:0\d to 11:52:0\d, 8 min earlier$|11:50:59/);
  });
});
