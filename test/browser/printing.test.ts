import { expect, it } from 'vitest';
import { leakEvent, noon } from '../dashboard/given.ts';
import { mount, painted } from './mounted.ts';

const acting = '.toolbar, .why, .tools, .window-words ~ .back';

it('on paper a dashboard is light, as wide as paper, and has nothing to press; then it is as before', async () => {
  localStorage.setItem('tidemark-theme', 'dark');
  const page = await mount({ events: [leakEvent(noon - 60_000)] });
  const root = page.find('.tidemark');
  dispatchEvent(new Event('beforeprint'));
  expect(root.dataset.theme).toBe('light');
  expect(root.offsetWidth).toBe(700);
  const right = root.getBoundingClientRect().right;
  for (const canvas of page.all('.plot canvas')) {
    expect(canvas.getBoundingClientRect().width).toBeGreaterThan(600);
    expect(canvas.getBoundingClientRect().right).toBeLessThan(right);
  }
  expect(page.all('.plot canvas').length).toBeGreaterThan(3);
  expect(page.all(acting).filter((element) => element.checkVisibility())).toEqual([]);
  expect(getComputedStyle(page.find('.masthead')).position).toBe('static');
  for (const panel of page.all('.panel')) expect(getComputedStyle(panel).breakInside).toBe('avoid');
  dispatchEvent(new Event('afterprint'));
  await painted();
  expect(root.dataset.theme).toBe('dark');
  expect(root.offsetWidth).toBe(1240);
  await page.until(() =>
    expect(page.find('.heap canvas').getBoundingClientRect().width).toBeGreaterThan(700),
  );
});
