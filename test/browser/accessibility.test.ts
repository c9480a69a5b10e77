import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { crossingEvent, leakEvent, noon, processOf } from '../dashboard/given.ts';
import { type Mounted, mount, painted } from './mounted.ts';

const site = {
  function: 'sessionStore.set',
  file: 'src/session.ts',
  line: 88,
  package: 'store',
  bytesPerSecond: 51 * 1024,
  survival: 0.97,
};
const events = [
  crossingEvent(noon - 250_000, 'warning'),
  crossingEvent(noon - 200_000, 'normal'),
  leakEvent(noon - 180_000),
  leakEvent(noon - 60_000, { level: 'confirmed', basis: 'sites', sites: [site] }),
];

/** What axe finds of weight within a dashboard: rule and element. */
async function findings(page: Mounted): Promise<string[]> {
  const { violations } = await axe.run(page.place, {
    resultTypes: ['violations'],
    // A component is a part of a page: the landmarks around it and its title are that page's matter.
    rules: { region: { enabled: false } },
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
}

describe('axe finds nothing serious', () => {
  it.each(['dark', 'light'])('in the %s theme, with all that is unfolded', async (theme) => {
    localStorage.setItem('tidemark-theme', theme);
    const page = await mount({ events });
    page.button('Save').click();
    for (const details of page.all<HTMLDetailsElement>('details')) details.open = true;
    expect(page.find('.tidemark').dataset.theme).toBe(theme);
    expect(await findings(page)).toEqual([]);
  });

  it('in a narrow place', async () => {
    expect(await findings(await mount({ events, width: 340 }))).toEqual([]);
  });

  it('in the order of its headings, the first of which is the verdict', async () => {
    const page = await mount({ events });
    for (const details of page.all<HTMLDetailsElement>('details')) details.open = true;
    const { violations } = await axe.run(page.place, { runOnly: ['heading-order', 'empty-heading'] });
    expect(violations).toEqual([]);
    const seen = (): HTMLElement[] => page.all('h1').filter((heading) => heading.checkVisibility());
    expect(seen().map(({ className }) => className)).toEqual(['headline']);
    const blank = await mount({ processes: [] });
    expect(blank.all('h1').filter((heading) => heading.checkVisibility())).toEqual([
      blank.find('.notice-title'),
    ]);
  });

  it('while there is nothing to show', async () => {
    expect(await findings(await mount({ processes: [] }))).toEqual([]);
  });

  it('with the list of processes unfolded, one of them dead', async () => {
    const exit = { time: noon, code: 1, signal: null };
    const page = await mount({
      processes: [processOf(), processOf({ id: '9', pid: 9 }, { state: 'gone', exit })],
    });
    page.find('.picker-button').click();
    await painted();
    expect(await findings(page)).toEqual([]);
  });
});
