import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { leakEvent, megabyte, noon } from '../dashboard/given.ts';
import { type Mounted, mount, painted } from './mounted.ts';

const confirmed = leakEvent(noon - 60_000, {
  level: 'confirmed',
  sites: [
    {
      function: 'remember',
      file: 'app.js',
      line: 12,
      column: 3,
      bytesPerSecond: 50_000,
      share: 0.8,
      survival: 0.99,
    } as never,
  ],
});

/** Where the focus is, within the dashboard. */
function focused(page: Mounted): HTMLElement {
  return page.root.activeElement as HTMLElement;
}

/** Goes on with Tab until the focus is where a test wants it, as somebody without a pointer would. */
async function tabTo(page: Mounted, is: (element: HTMLElement) => boolean): Promise<HTMLElement> {
  for (let stop = 0; stop < 80; stop++) {
    await userEvent.keyboard('{Tab}');
    const at = focused(page);
    if (at && is(at)) {
      expect(at.matches(':focus-visible')).toBe(true);
      return at;
    }
  }
  throw new Error('Tab does not lead there');
}

describe('an incident without a pointer', () => {
  it('is walked through: from the verdict to the evidence, to its moment, to a file, and back to live', async () => {
    const page = await mount({ events: [leakEvent(noon - 120_000), confirmed] });
    page.dashboard.focus();
    expect(page.text('.headline')).toMatch(/^Leak/);

    await tabTo(page, ({ textContent }) => /Why\?/.test(textContent ?? ''));
    await userEvent.keyboard('{Enter}');
    await painted();
    expect(page.find('.incident').closest('details') ?? page.find('.incident')).toHaveProperty('open', true);
    expect(page.text('.incident')).toContain('97 % is still alive.');
    expect(page.text('.incident')).toContain('remember');

    const save = await (async () => {
      page.dashboard.focus();
      return tabTo(page, (element) => element.classList.contains('save'));
    })();
    await userEvent.keyboard('{Enter}');
    expect(focused(page).textContent).toContain('PNG');
    await userEvent.keyboard('{Escape}');
    expect(focused(page)).toBe(save);

    await userEvent.keyboard('{ArrowLeft}');
    expect(page.text('.visually-hidden')).toContain('Used');
    const select = await tabTo(page, (element) => element.tagName === 'SELECT');
    expect(select.getAttribute('aria-label')).toBe('Compare with');
    await tabTo(page, (element) => element.dataset.part === 'window');
    await userEvent.keyboard('{ArrowLeft}');
    await painted();
    expect(page.text('.window-words')).toMatch(/^Paused/);
    await userEvent.keyboard('{Escape}');
    await painted();
    expect(page.text('.pause')).toBe('Pause');
    expect(page.text('.heap .legend')).toContain(`${(70 * megabyte) / megabyte + 9}`);
  });
});
