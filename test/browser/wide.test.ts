import { describe, expect, it, onTestFinished } from 'vitest';
import { page as view } from 'vitest/browser';
import { leakEvent, noon } from '../dashboard/given.ts';
import { type Mounted, mount, painted } from './mounted.ts';

async function wide(width: number, height: number): Promise<Mounted> {
  await view.viewport(width, height);
  onTestFinished(() => view.viewport(1_280, 3_000));
  const page = await mount({ width, events: [leakEvent(noon - 10_000)] });
  onTestFinished(() => page.place.remove());
  page.place.style.display = 'grid';
  page.place.style.minHeight = `${height}px`;
  await page.until(() => page.find('.heap .u-over'));
  await painted();
  return page;
}

const boxOf = (page: Mounted, selector: string): DOMRect => page.find(selector).getBoundingClientRect();

describe('a view of 3840 by 2160', () => {
  it('shows incidents beside the heap and three charts in a row, all of it at once', async () => {
    const page = await wide(3_840, 2_160);
    const [heap, incidents, pressure] = ['.heap', '.incident-panel', '.panel.pressure'].map((each) =>
      boxOf(page, each),
    ) as [DOMRect, DOMRect, DOMRect];
    expect(incidents.left).toBeGreaterThan(heap.right);
    expect(incidents.top).toBeCloseTo(heap.top, 0);
    expect(pressure.bottom).toBeCloseTo(heap.bottom, 0);
    const tops = ['.process', '.spaces', '.collections'].map((each) => Math.round(boxOf(page, each).top));
    expect(new Set(tops).size).toBe(1);
    expect(page.find('.tidemark').getBoundingClientRect().height).toBeLessThanOrEqual(2_161);
    // What has little to say takes no more room than that.
    expect(pressure.height).toBeLessThan(200);
    expect(boxOf(page, '.overview').height).toBeLessThan(200);
  });

  it('has letters that can be read from where so wide a screen is seen, in the pictures too', async () => {
    const fonts: string[] = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (...given): void {
      fonts.push(this.font);
      fillText.apply(this, given);
    };
    onTestFinished(() => {
      CanvasRenderingContext2D.prototype.fillText = fillText;
    });
    const page = await wide(3_840, 2_160);
    expect(fonts.length).toBeGreaterThan(20);
    expect(new Set(fonts.map((font) => Number.parseFloat(font) >= 15 * devicePixelRatio))).toEqual(
      new Set([true]),
    );
    expect(boxOf(page, '.bar').height).toBeGreaterThan(40);
    expect(boxOf(page, '.headline').height).toBeGreaterThan(35);
  });

  it('has the cross-hair where the pointer is, and the canvas as fine as the screen', async () => {
    const page = await wide(3_840, 2_160);
    page.point('heap', 0.5);
    await painted();
    const line = boxOf(page, '.heap .u-cursor-x');
    const over = boxOf(page, '.heap .u-over');
    expect(Math.abs(line.right - (over.left + over.width / 2))).toBeLessThan(12);
    const canvas = page.find<HTMLCanvasElement>('.heap canvas');
    expect(canvas.width).toBe(Math.round(canvas.getBoundingClientRect().width * devicePixelRatio));
    expect(canvas.width).toBeCloseTo(boxOf(page, '.heap .plot').width * devicePixelRatio, -1);
  });
});

it('a view between 1180 and 2400 wide gives the room below to the heap alone', async () => {
  const page = await wide(1_600, 2_600);
  const heights = ['.incident-panel', '.panel.pressure', '.overview'].map(
    (each) => boxOf(page, each).height - page.find(each).scrollHeight,
  );
  expect(Math.max(...heights)).toBeLessThan(4);
  expect(boxOf(page, '.heap').height).toBeGreaterThan(500);
});

it('a view of 1280 has the events beside what is told of the heap, and three charts in a row below them', async () => {
  const page = await wide(1_280, 2_600);
  const [events, pressure, process] = ['.event-panel', '.panel.pressure', '.process'].map((each) =>
    boxOf(page, each),
  ) as [DOMRect, DOMRect, DOMRect];
  expect(events.bottom).toBeCloseTo(pressure.bottom, 0);
  expect(process.top).toBeGreaterThan(events.bottom);
  const tops = ['.process', '.spaces', '.collections'].map((each) => Math.round(boxOf(page, each).top));
  expect(new Set(tops).size).toBe(1);
});
