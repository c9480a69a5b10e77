import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { leakEvent, noon } from '../dashboard/given.ts';
import { type Mounted, mount, painted } from './mounted.ts';

const site = {
  function: 'sessionStore.set',
  file: 'src/session.ts',
  line: 88,
  package: undefined,
  bytesPerSecond: 51 * 1024,
  survival: 0.97,
};

/** Presses Tab until an element has the focus, as somebody without a mouse does. */
async function tabTo(page: Mounted, selector: string): Promise<Element> {
  for (let presses = 0; presses < 60; presses++) {
    await userEvent.keyboard('{Tab}');
    const focused = page.root.activeElement;
    if (focused?.matches(selector)) return focused;
  }
  throw new Error(`no way by keyboard to ${selector}`);
}

it('an incident is understood with the keyboard alone', async () => {
  const page = await mount({
    events: [
      leakEvent(noon - 240_000),
      leakEvent(noon - 60_000, { level: 'confirmed', basis: 'sites', sites: [site] }),
    ],
  });
  page.dashboard.focus();
  await tabTo(page, '.why');
  await userEvent.keyboard('{Enter}');
  expect(page.root.activeElement?.matches('.incident summary')).toBe(true);
  const incident = page.find<HTMLDetailsElement>('.incident');
  await userEvent.keyboard('{Enter}');
  expect(incident.open).toBe(false);
  await userEvent.keyboard(' ');
  expect(incident.open).toBe(true);

  const moment = await tabTo(page, '.moment');
  expect(moment.textContent).toBe('11:52:00');
  await userEvent.keyboard('{Tab}{Enter}');
  await painted();
  expect(page.text('.heap .cursor-time')).toBe('11:56:00');
  await tabTo(page, '.incident .table');

  await userEvent.keyboard('{ArrowLeft}');
  await painted();
  expect(page.text('.heap .cursor-time')).toBe('11:55:59');
  expect(page.all('.visually-hidden p')[1]?.textContent).toMatch(/^11:55:59: Used/);
  await userEvent.keyboard('{+}');
  await painted();
  expect(page.text('.window-words')).toMatch(/^Paused/);
  await userEvent.keyboard('{Escape}');
  await painted();
  expect(page.text('.window-words')).toBe('11:55:01 to 12:00:00, live');
});
