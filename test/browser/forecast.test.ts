import { describe, expect, it } from 'vitest';
import { leakEvent, megabyte, noon, processOf } from '../dashboard/given.ts';
import { type Given, type Mounted, mount, painted, sawtooth } from './mounted.ts';

const minute = 60_000;

function heading(etaMs: number): Given {
  return {
    row: (index) => ({
      ...sawtooth(noon - (299 - index) * 1_000, index),
      liveBytes: 62 * megabyte,
      heapLimitBytes: 96 * megabyte,
    }),
    events: [
      leakEvent(noon - 1_000, {
        level: 'confirmed',
        outOfMemory: { etaMs, lowMs: etaMs / 2, highMs: etaMs * 2, limit: 'heap' },
      }),
    ],
  };
}

/** How many pixels of the right-hand part, where no sample can be, are of the red of the limit. */
function redAhead(page: Mounted, chart: string): number {
  const canvas = page.find<HTMLCanvasElement>(`.${chart} canvas`);
  const over = page.find(`.${chart} .u-over`);
  const ratio = canvas.width / canvas.clientWidth;
  const left = Math.round((over.offsetLeft + over.clientWidth * 0.87) * ratio);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const { data } = context.getImageData(left, Math.round(over.offsetTop * ratio), 60, over.clientHeight);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at] as number) > (data[at + 2] as number) + 20) count++;
  }
  return count;
}

describe('the forecast', () => {
  it('is drawn ahead of the newest sample, up to the limit, with the words beside it', async () => {
    const page = await mount(heading(2.1 * minute));
    expect(page.text('.heap .limit-note')).toBe('heap limit 96 MB, full in about 2 min');
    const ahead = redAhead(page, 'heap');
    expect(ahead).toBeGreaterThan(500);
    expect(redAhead(page, 'limits')).toBeGreaterThan(200);
    expect(redAhead(page, 'spaces')).toBeLessThan(100);
  });

  it('keeps no room where there is none, nor for the dead', async () => {
    const calm = await mount({ ...heading(2 * minute), events: [] });
    expect(redAhead(calm, 'limits')).toBe(0);
    expect(calm.text('.heap .limit-note')).toBe('heap limit 96 MB');
    const exit = { time: noon, code: 134, signal: null };
    const dead = await mount({ ...heading(2 * minute), processes: [processOf({}, { state: 'gone', exit })] });
    expect(dead.text('.heap .limit-note')).toBe('heap limit 96 MB');
  });

  it('goes when the leak is withdrawn', async () => {
    const page = await mount(heading(2 * minute));
    page.source.send({ type: 'event', id: '4711', event: leakEvent(noon + 1, { level: 'withdrawn' }) });
    await painted();
    expect(page.text('.heap .limit-note')).toBe('heap limit 96 MB');
  });
});

describe('the other charts', () => {
  it('tell how often V8 collects, and how near each limit is', async () => {
    const page = await mount({
      row: (index) => ({
        ...sawtooth(noon - (299 - index) * 1_000, index),
        oldUsedBytes: 512 * megabyte,
        containerUsedBytes: 100,
        containerLimitBytes: 400,
        hostUsedBytes: 3,
        hostTotalBytes: 4,
        stallPercent: 1.5,
      }),
    });
    expect(page.text('.limits .legend')).toBe('Heap25 %Container25 %Host75 %Stalled1.5 %');
    expect(page.text('.collections .legend')).toMatch(/^Collections\d/);
    page.press('ArrowLeft');
    await painted();
    expect(page.all('.visually-hidden p')[1]?.textContent).toContain('Container 25 %');
  });

  it('leave out what the platform does not tell', async () => {
    const page = await mount();
    const shown = page.all('.limits .legend-row').filter((row) => !row.hidden);
    expect(shown.map((row) => row.querySelector('.legend-label')?.textContent)).toEqual(['Heap']);
  });
});
