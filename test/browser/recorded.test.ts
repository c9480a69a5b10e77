import { expect, it } from 'vitest';
import { MemoryDashboard } from '../../src/dashboard/MemoryDashboard.ts';
import { recordedSource } from '../../src/dashboard/sources/recordedSource.ts';
import { historyOf, leakEvent, noon, processOf, rowOf } from '../dashboard/given.ts';
import { painted, sawtooth } from './mounted.ts';

it('a recording is shown whole, and as what it is', async () => {
  const rows = Array.from({ length: 600 }, (_, index) =>
    rowOf(sawtooth(noon - (599 - index) * 1_000, index)),
  );
  const place = document.createElement('div');
  document.body.append(place);
  const events = [leakEvent(noon - 100_000)];
  const dashboard = new MemoryDashboard(place, {
    source: recordedSource({
      process: processOf({ startedAt: noon - 599_000 }),
      histories: [historyOf(rows, { events })],
      recordedAt: noon + 3_600_000,
    }),
    spanMs: Number.POSITIVE_INFINITY,
    now: () => noon + 3_600_000,
  });
  try {
    await painted();
    const root = place.firstElementChild?.shadowRoot as ShadowRoot;
    const text = (selector: string): string => root.querySelector(selector)?.textContent ?? '';
    await expect.poll(() => text('.chip')).toBe('recorded');
    expect(text('.headline')).toMatch(/^Leak suspected since/);
    expect(root.querySelector<HTMLElement>('.pause')?.hidden).toBe(true);
    expect(root.querySelectorAll('.event')).toHaveLength(1);
    expect(
      document.querySelectorAll('canvas').length + root.querySelectorAll('canvas').length,
    ).toBeGreaterThan(2);
  } finally {
    dashboard.destroy();
    place.remove();
  }
});

it('tells its page which theme it has, so that the words around it can look likewise', async () => {
  const place = document.createElement('div');
  document.body.append(place);
  const told: string[] = [];
  const hear = (event: Event): void => void told.push((event as CustomEvent<string>).detail);
  document.addEventListener('tidemark:theme', hear);
  const source = recordedSource({ process: processOf(), histories: [], recordedAt: noon });
  const dashboard = new MemoryDashboard(place, { source, now: () => noon });
  try {
    await painted();
    const root = place.firstElementChild?.shadowRoot as ShadowRoot;
    root.querySelector<HTMLButtonElement>('.theme')?.click();
    expect(told).toEqual(['dark', 'light']);
  } finally {
    document.removeEventListener('tidemark:theme', hear);
    dashboard.destroy();
    place.remove();
    localStorage.clear();
  }
});
