import { afterEach, describe, expect, it } from 'vitest';
import { page as view } from 'vitest/browser';
import { crossingEvent, leakEvent, megabyte, noon, wireRow } from '../dashboard/given.ts';
import { type Mounted, mount, painted, sawtooth } from './mounted.ts';

function colours(page: Mounted, chart: string): Set<string> {
  const pixels = page.pixels(chart);
  const found = new Set<string>();
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] === 255) found.add([...pixels.slice(at, at + 3)].join(' '));
  }
  return found;
}

/** Whether a column of the picture is empty over its whole height, at a share of the plotting area's width. */
function emptyColumns(page: Mounted, chart: string, share: number): boolean {
  const canvas = page.find<HTMLCanvasElement>(`.${chart} canvas`);
  const over = page.find(`.${chart} .u-over`);
  const ratio = canvas.width / canvas.clientWidth;
  const x = Math.round((over.offsetLeft + over.clientWidth * share) * ratio);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const height = Math.floor(over.clientHeight * ratio * 0.9);
  const { data } = context.getImageData(x, Math.round(over.offsetTop * ratio) + 2, 1, height);
  const blues = data.filter((value, at) => at % 4 === 2 && (data[at + 1] as number) > 0 && value > 120);
  return blues.length === 0;
}

/** How far from the top the line of the process begins, as a share of the picture. */
function highestOrange(page: Mounted, chart: string): number {
  const pixels = page.pixels(chart);
  const at = pixels.findIndex(
    (red, index) => index % 4 === 0 && red > 120 && pixels[index + 1]! > 80 && pixels[index + 2]! < 60,
  );
  return at < 0 ? 1 : at / pixels.length;
}

/** RSS tells which row is meant: 100 MB and one more with each. */
const risingRow = (index: number) => ({
  ...sawtooth(noon - (299 - index) * 1_000, index),
  rssBytes: (100 + index) * megabyte,
  eventLoopDelayMs: 1,
});

describe('the pictures', () => {
  it('draw each line in its own colour', async () => {
    const page = await mount();
    expect(colours(page, 'heap')).toContain('244 248 252');
    expect(colours(page, 'heap')).toContain('86 180 233');
    expect(colours(page, 'process')).toContain('230 159 0');
    expect(colours(page, 'spaces').size).toBeGreaterThan(5);
  });

  it('draw a gap as a gap', async () => {
    const page = await mount({
      row: (index) =>
        index > 100 && index < 200 ? undefined : sawtooth(noon - (299 - index) * 1_000, index),
    });
    expect(emptyColumns(page, 'heap', 0.5)).toBe(true);
    expect(emptyColumns(page, 'heap', 0.2)).toBe(false);
    expect(emptyColumns(page, 'heap', 0.8)).toBe(false);
  });

  it('leave out a line that is 0 all along, as the legend does', async () => {
    const stalled = (percent: number) => (index: number) => ({
      ...sawtooth(noon - (299 - index) * 1_000, index),
      stallPercent: percent,
    });
    const calm = colours(await mount({ row: stalled(0) }), 'limits');
    const busy = colours(await mount({ row: stalled(20) }), 'limits');
    expect([...busy].filter((colour) => !calm.has(colour)).length).toBeGreaterThan(0);
    expect([...calm].filter((colour) => !busy.has(colour))).toEqual([]);
  });

  it('name spaces that hold something, and no others', async () => {
    const page = await mount();
    const shown = page.all('.spaces .legend-row').filter((row) => !row.hidden);
    expect(shown.map((row) => row.querySelector('.legend-label')?.textContent)).toEqual([
      'Old',
      'Large',
      'Code',
      'Trusted',
      'Read-only',
      'New',
    ]);
  });

  it('fit their place when it changes', async () => {
    const page = await mount();
    page.place.style.width = '700px';
    await expect.poll(() => page.find('.heap .uplot').offsetWidth).toBeLessThan(700);
  });

  it('are painted anew in the colours of the other theme', async () => {
    const page = await mount();
    page.button('Light theme').click();
    await painted();
    expect(colours(page, 'heap')).toContain('16 38 59');
    expect(colours(page, 'heap')).not.toContain('244 248 252');
  });
});

describe('a chart that is not seen', () => {
  afterEach(() => view.viewport(1_280, 3_000));

  it('is not painted until somebody scrolls there', async () => {
    await view.viewport(1_280, 300);
    const page = await mount();
    const last = page.find('.limits');
    expect(page.all('.heap canvas')).toHaveLength(1);
    expect(last.querySelector('canvas')).toBeNull();
    last.scrollIntoView();
    await page.until(() => expect(last.querySelectorAll('canvas')).toHaveLength(1));
  });

  it('keeps its picture meanwhile, and is as new as the others when it is seen again', async () => {
    const page = await mount();
    const picture = () => page.pixels('limits').reduce((sum, value) => (sum * 31 + value) | 0, 0);
    const before = picture();
    await view.viewport(1_280, 300);
    await painted();
    for (let index = 1; index < 30; index++) page.sample(index);
    await painted();
    expect(picture()).toBe(before);
    page.find('.limits').scrollIntoView();
    await page.until(() => expect(picture()).not.toBe(before));
  });

  it('does not take the cross-hair of the others for a moment of its own old picture', async () => {
    const page = await mount({ row: risingRow });
    await view.viewport(1_280, 300);
    page.find('.pauses').scrollIntoView();
    await painted();
    for (let index = 1; index < 200; index++) {
      const row = { ...risingRow(index + 299), time: noon + index * 1_000 };
      page.source.send({ type: 'sample', id: '4711', row: wireRow(row) });
    }
    await painted();
    page.point('pauses', 0.95, 'mouseenter');
    page.point('pauses', 0.95);
    await painted();
    expect(page.text('.pauses .cursor-time')).toMatch(/^12:03:0\d$/);
    expect(page.text('.process .legend')).toMatch(/^RSS58\d MB/);
    expect(page.find('.heap .cursor-time').hidden).toBe(true);
  });

  it('has the cross-hair where the others have it when it comes into view', async () => {
    await view.viewport(1_280, 300);
    const page = await mount({ row: risingRow });
    page.press(' ');
    for (let step = 0; step < 3; step++) page.press('ArrowLeft');
    page.find('.pauses').scrollIntoView();
    await page.until(() => expect(page.text('.pauses .cursor-time')).toBe('11:59:58'));
    expect(page.text('.process .legend')).toContain('RSS397 MB');
  });

  it('goes row by row also where several share a pixel, and the lines are as high as all of them', async () => {
    const spike = 2_000;
    const row = (index: number) => ({
      ...sawtooth(noon - (2_999 - index) * 1_000, index),
      rssBytes: (index === spike ? 900 : 400) * megabyte,
    });
    const page = await mount({ samples: 3_000, width: 400, row });
    page.button('all').click();
    const isLoaded = (): boolean =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('thinned'));
    await page.until(() => expect(isLoaded()).toBe(true));
    for (const name of ['1 h', 'all']) {
      page.button(name).click();
      await painted();
    }
    page.press(' ');
    const times: string[] = [];
    for (let step = 0; step < 6; step++) {
      page.press('ArrowLeft');
      await painted();
      times.push(page.text('.heap .cursor-time'));
    }
    expect(times).toEqual(['12:00:00', '11:59:59', '11:59:58', '11:59:57', '11:59:56', '11:59:55']);
    // The line of the process reaches the row that stands out.
    expect(highestOrange(page, 'process')).toBeLessThan(0.4);
  });

  it('is read out by the keyboard where none has been painted', async () => {
    await view.viewport(1_280, 300);
    const above = document.createElement('div');
    above.style.height = '2000px';
    document.body.prepend(above);
    const page = await mount({ row: risingRow });
    for (let step = 0; step < 3; step++) page.press('ArrowLeft');
    expect(page.all('.chart canvas')).toHaveLength(0);
    expect(page.text('.process .legend')).toContain('RSS397 MB');
    above.remove();
    await page.until(() => expect(page.text('.heap .cursor-time')).toBe('11:59:58'));
  });

  it('is painted for printing', async () => {
    await view.viewport(1_280, 300);
    const page = await mount();
    expect(page.all('.limits canvas')).toHaveLength(0);
    dispatchEvent(new Event('beforeprint'));
    expect(page.all('.limits canvas')).toHaveLength(1);
    page.dashboard.destroy();
    dispatchEvent(new Event('beforeprint'));
  });
});

describe('the legend', () => {
  it('takes a line out of the picture and puts it back', async () => {
    const page = await mount();
    const live = page.button(/^Live size/);
    live.click();
    await painted();
    expect(live.getAttribute('aria-pressed')).toBe('false');
    expect(colours(page, 'heap')).not.toContain('244 248 252');
    live.click();
    await painted();
    expect(colours(page, 'heap')).toContain('244 248 252');
  });

  it('takes a layer out of the stack, and the axis follows', async () => {
    const page = await mount({
      row: (index) => ({ ...sawtooth(noon - (299 - index) * 1_000, index), oldSpaceBytes: 900 * megabyte }),
    });
    const before = colours(page, 'spaces').size;
    page.button(/^Old/).click();
    await painted();
    expect(colours(page, 'spaces').size).not.toBe(before);
    expect(page.button(/^Old/).textContent).toBe('Old900 MB');
  });
});

describe('the cross-hair', () => {
  it('shows the values of its moment in all charts', async () => {
    const page = await mount({
      row: (index) => ({
        ...sawtooth(noon - (299 - index) * 1_000, index),
        rssBytes: (100 + index) * megabyte,
      }),
    });
    page.point('heap', 0.5, 'mouseenter');
    page.point('heap', 0.5);
    await painted();
    expect(page.text('.process .legend')).toMatch(/^RSS2(49|50) MB/);
    expect(page.text('.heap .cursor-time')).toMatch(/^11:57:(29|30|31)$/);
    expect(page.find('.spaces .cursor-time').hidden).toBe(false);
    page.point('heap', 0.5, 'mouseleave');
    await painted();
    expect(page.find('.heap .cursor-time').hidden).toBe(true);
    expect(page.text('.process .legend')).toContain('RSS399 MB');
  });
});

describe('the zoom', () => {
  it('shows the range that was drawn, in all charts, until Esc', async () => {
    const page = await mount();
    await page.drag(0.4, 0.6);
    page.nowMs += 6_000;
    page.sample(1);
    await painted();
    expect(page.text('.pause')).toBe('Paused +1');
    expect(page.find('.process .picture').getAttribute('aria-label')).toMatch(/^Process, 11:57 to 11:58/);
    page.press('Escape');
    await painted();
    expect(page.text('.pause')).toBe('Pause');
  });

  it('ends with a double click', async () => {
    const page = await mount();
    await page.drag(0.2, 0.3);
    page.point('process', 0.5, 'dblclick');
    await painted();
    expect(page.text('.pause')).toBe('Pause');
  });

  it('leaves the other buttons of the mouse alone', async () => {
    const page = await mount();
    page.point('heap', 0.4, 'mousedown', { button: 2 });
    page.point('heap', 0.6);
    page.point('heap', 0.6, 'mouseup', { button: 2 });
    page.sample(60);
    await painted();
    expect(page.text('.pause')).toBe('Pause');
    expect(page.text('.heap .legend')).toContain('Used');
  });

  it('ignores a click', async () => {
    const page = await mount();
    await page.drag(0.4, 0.401);
    expect(page.text('.pause')).toBe('Pause');
  });

  it('holds the picture still while a range is being drawn', async () => {
    const page = await mount();
    page.point('heap', 0.4, 'mousedown', { button: 0 });
    page.point('heap', 0.6);
    page.sample(60);
    await painted();
    expect(page.text('.heap .legend')).toContain('Used79.0 MB');
    page.point('heap', 0.6, 'mouseup');
    await painted();
    expect(page.text('.pause')).toMatch(/^Paused/);
  });

  it('returns to live with a quick range', async () => {
    const page = await mount();
    await page.drag(0.4, 0.6);
    page.button('Last minute').click();
    page.nowMs += 6_000;
    await painted();
    page.sample(1);
    await painted();
    expect(page.button('Last minute').getAttribute('aria-pressed')).toBe('true');
    expect(page.find('.heap .picture').getAttribute('aria-label')).toMatch(/^Heap, 11:59 to 12:00/);
  });
});

describe('the marks', () => {
  const events = [crossingEvent(noon - 200_000, 'warning'), leakEvent(noon - 100_000)];

  it('stand at their moment with letter and tone', async () => {
    const page = await mount({ events });
    const [warning, leak] = page.all('.mark');
    expect([warning?.textContent, leak?.textContent]).toEqual(['W', 'L']);
    expect(warning?.dataset.tone).toBe('warning');
    const over = page.find('.heap .u-over').getBoundingClientRect();
    const box = leak?.getBoundingClientRect() as DOMRect;
    const share = (box.left + box.width / 2 - over.left) / over.width;
    expect(share).toBeCloseTo(199 / 299, 1);
  });

  it('share one badge where there is no room for two, and part when zoomed', async () => {
    const close = [leakEvent(noon - 100_000), crossingEvent(noon - 99_000, 'critical')];
    const page = await mount({ events: close });
    expect(page.all('.mark').map((mark) => mark.textContent)).toEqual(['C2']);
    expect(page.find('.mark').getAttribute('aria-label')).toContain('(2 events)');
    await page.drag(0.64, 0.7);
    expect(page.all('.mark').map((mark) => mark.textContent)).toEqual(['L', 'C']);
  });

  it('lead to their row in the list', async () => {
    const page = await mount({ events });
    page.find('.mark').click();
    await painted();
    const row = page.all('.event').find((each) => each.hasAttribute('aria-current'));
    expect(row?.textContent).toContain('Heap warning');
    expect(page.root.activeElement).toBe(row);
    expect(page.find('.mark').getAttribute('aria-current')).toBe('true');
  });

  it('are left out for pressure that a crossing tells of already', async () => {
    const capacity = { limits: [], binding: undefined };
    const page = await mount({
      events: [
        {
          time: noon - 9_000,
          type: 'memory:pressure_changed',
          payload: { level: 'warning', previousLevel: 'normal', capacity },
        },
      ],
    });
    expect(page.all('.mark')).toHaveLength(0);
    expect(page.all('.event')).toHaveLength(1);
  });
});
