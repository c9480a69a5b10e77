import { describe, expect, it } from 'vitest';
import { TimeWindow } from '../../../src/dashboard/model/TimeWindow.ts';

const minute = 60_000;

describe('TimeWindow', () => {
  it('grows from the left in the first minute', () => {
    const window = new TimeWindow(5 * minute);
    expect(window.range({ firstMs: 0, lastMs: 10_000 })).toEqual({ fromMs: 0, toMs: minute });
    expect(window.range({ firstMs: 0, lastMs: 2 * minute })).toEqual({ fromMs: 0, toMs: 2 * minute });
  });

  it('slides when the span is full', () => {
    const window = new TimeWindow(5 * minute);
    expect(window.range({ firstMs: 0, lastMs: 20 * minute })).toEqual({
      fromMs: 15 * minute,
      toMs: 20 * minute,
    });
  });

  it('shows everything with an endless span', () => {
    const window = new TimeWindow(Number.POSITIVE_INFINITY);
    expect(window.range({ firstMs: 3, lastMs: 90 * minute })).toEqual({ fromMs: 3, toMs: 90 * minute });
  });

  it('is never wider at first than the span that was chosen', () => {
    expect(new TimeWindow(10_000).range({ firstMs: 0, lastMs: 1 })).toEqual({ fromMs: 0, toMs: 10_000 });
  });

  it('stands still while paused and counts what arrives', () => {
    const window = new TimeWindow(minute);
    window.sampleArrived();
    window.pause({ firstMs: 0, lastMs: 5 * minute });
    window.sampleArrived();
    window.sampleArrived();
    window.pause({ firstMs: 0, lastMs: 9 * minute });
    expect(window.live).toBe(false);
    expect(window.arrived).toBe(2);
    expect(window.range({ firstMs: 0, lastMs: 9 * minute })).toEqual({
      fromMs: 4 * minute,
      toMs: 5 * minute,
    });
  });

  it('goes on counting when a paused window is zoomed', () => {
    const window = new TimeWindow(minute);
    window.pause({ firstMs: 0, lastMs: 5 * minute });
    window.sampleArrived();
    window.zoom({ fromMs: 10, toMs: 5_000 });
    expect(window.arrived).toBe(1);
    expect(window.range({ firstMs: 0, lastMs: 1 })).toEqual({ fromMs: 10, toMs: 5_000 });
  });

  it('zooms no further than a second', () => {
    const window = new TimeWindow(minute);
    window.zoom({ fromMs: 5_000, toMs: 5_100 });
    expect(window.range({ firstMs: 0, lastMs: 1 })).toEqual({ fromMs: 4_550, toMs: 5_550 });
  });

  it('returns to live with a chosen span', () => {
    const window = new TimeWindow(minute);
    window.zoom({ fromMs: 0, toMs: 5_000 });
    window.sampleArrived();
    window.choose(2 * minute);
    expect(window).toMatchObject({ live: true, arrived: 0, spanMs: 2 * minute });
  });

  it('keeps room for the future while it is live, and none when it stands still', () => {
    const window = new TimeWindow(minute);
    window.lookAhead(0.25);
    expect(window.range({ firstMs: 0, lastMs: 5 * minute })).toEqual({
      fromMs: 4 * minute,
      toMs: 5.25 * minute,
    });
    window.zoom({ fromMs: 0, toMs: minute });
    expect(window.range({ firstMs: 0, lastMs: 5 * minute })).toEqual({ fromMs: 0, toMs: minute });
  });
});
