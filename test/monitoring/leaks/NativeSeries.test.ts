import { describe, expect, it } from 'vitest';
import { NativeSeries } from '../../../src/monitoring/leaks/NativeSeries.ts';
import { kib, mib } from '../simulation.ts';
import { type Story, sustainedRate, tell } from './processStory.ts';

const libraries = 42 * mib;

/** A process whose parts are given in MB; what is resident is their sum and the libraries, if nothing else is said. */
function process(
  parts: (second: number) => { heap?: number; external?: number; native?: number; rss?: number },
): Story {
  return (second) => {
    const { heap = 8, external = 2, native = 0, rss = heap + external + native } = parts(second);
    return {
      heapTotalBytes: heap * mib,
      externalBytes: external * mib,
      arrayBufferBytes: external * mib - 2 * mib,
      rssBytes: libraries + rss * mib,
    };
  };
}

function rateOf(story: Story, second = 330): number | undefined {
  const series = new NativeSeries({ size: 200 });
  tell(series, story, second);
  return sustainedRate(series, second);
}

/** Peaks of the seven bursts of 8 KB buffers that were recorded on Node 20, each dropped after 4 s. */
const bursts = [107, 119, 131, 143, 154, 166, 119];

describe('the series of native memory', () => {
  it('shows contexts that are never dropped within 250 s', () => {
    const rate = rateOf(
      process((second) => ({ native: 0.14 * second })),
      255,
    );
    expect(rate! / kib).toBeCloseTo(0.14 * 1024, -1);
  });

  it('shows them under buffers that come and go by 30 MB, and are given back each time', () => {
    const external = (second: number) => 3 + ((second * 7) % 31);
    const rate = rateOf(
      process((second) => ({ native: 0.14 * second, external: external(second) })),
      600,
    );
    expect(rate! / kib).toBeGreaterThan(100);
  });

  it('does not show a heap that fills what V8 had set aside for it at the start, and never touched', () => {
    // As recorded of a cache that fills on Node 20: 22 MB of heap at first, of which the cache takes 17 in the end.
    const heap = (second: number) => (second < 10 ? 22 : 9 + 0.03 * second);
    const rss = (second: number) => 10 + 0.04 * second;
    expect(
      rateOf(
        process((second) => ({ heap: heap(second), rss: rss(second) })),
        400,
      ),
    ).toBeUndefined();
  });

  it('has no points of the first two minutes', () => {
    const series = new NativeSeries({ size: 200 });
    tell(
      series,
      process((second) => ({ native: second })),
      135,
    );
    expect(series.readings.length).toBe(0);
    tell(
      series,
      process((second) => ({ native: second })),
      145,
      140,
    );
    expect(series.readings.length).toBe(1);
  });

  it('is flat while the heap grows, with all that V8 keeps about it', () => {
    expect(rateOf(process((second) => ({ heap: 8 + 0.4 * second, rss: 10 + 0.5 * second })))).toBeUndefined();
  });

  it('is flat while buffers grow', () => {
    expect(rateOf(process((second) => ({ external: 2 + 0.4 * second })))).toBeUndefined();
  });

  it('is flat while shared buffers grow, which V8 does not count', () => {
    const story: Story = (second) => ({
      heapTotalBytes: 8 * mib,
      externalBytes: 2 * mib,
      arrayBufferBytes: 0.1 * mib * second,
      rssBytes: libraries + (10 + 0.1 * second) * mib,
    });
    expect(rateOf(story)).toBeUndefined();
  });

  it('is flat after bursts that the allocator keeps', () => {
    let kept = 0;
    const story = process((second) => {
      const peak = bursts[Math.floor(second / 45) % bursts.length]!;
      kept = Math.max(kept, peak);
      return { external: second % 45 < 5 ? peak : 2, rss: 8 + kept };
    });
    expect(rateOf(story)).toBeUndefined();
  });

  it('is flat while a heap that had shrunk grows back, as recorded of a server under swinging load', () => {
    const heap = (second: number) => (second < 150 ? 24 : Math.max(9.6, (second - 150) * 0.1));
    expect(rateOf(process((second) => ({ heap: heap(second) })))).toBeUndefined();
  });

  it('is flat while a heap grows that had been larger when the process started, as recorded of a server', () => {
    // 42 MB at the start, of which V8 gave back 29 within half a minute; then a leak of the heap.
    const heap = (second: number) => (second < 30 ? 42 : 13 + 0.047 * second);
    const story = process((second) => ({ heap: heap(second), rss: 6 + 1.06 * heap(second) }));
    for (let second = 240; second <= 1200; second += 30) expect(rateOf(story, second)).toBeUndefined();
  });

  it('shows contexts that are never dropped beside such a heap', () => {
    const heap = (second: number) => (second < 30 ? 42 : 13 + 0.047 * second);
    const native = (second: number) => 0.14 * second;
    const story = process((second) => ({
      heap: heap(second),
      rss: 6 + 1.06 * heap(second) + native(second),
    }));
    expect(rateOf(story, 255)! / kib).toBeCloseTo(0.14 * 1024, -1);
  });

  it('is flat where samples miss the peaks of file buffers, which the allocator keeps, as recorded', () => {
    const external = [27, 3, 3, 60, 60, 60, 116, 116, 60, 60];
    const rss = [80, 53, 57, 113, 113, 122, 122, 166, 170, 209, 209, 169, 174, 123, 135, 174, 213, 213];
    const at = (values: readonly number[], second: number) =>
      values[Math.floor(second / 15) % values.length]!;
    const story: Story = (second) => ({
      heapTotalBytes: 7 * mib,
      externalBytes: at(external, second) * mib,
      arrayBufferBytes: (at(external, second) - 3) * mib,
      rssBytes: (second < 270 ? at(rss, second) : 213) * mib,
    });
    for (let second = 240; second <= 900; second += 10) expect(rateOf(story, second)).toBeUndefined();
  });

  it('is flat while load declines, and the allocator keeps what there was', () => {
    const external = (second: number) => Math.max(2, 500 - 0.1 * Math.max(0, second - 600));
    const story = process((second) => ({ external: external(second), rss: 8 + 500 }));
    for (const second of [1200, 2400, 3000, 3600, 4800]) expect(rateOf(story, second)).toBeUndefined();
  });

  it('is flat while memory is touched that was counted when it was reserved', () => {
    const story = process((second) => ({ external: 258, rss: 8 + 2 + 0.26 * second }));
    expect(rateOf(story)).toBeUndefined();
  });

  it('is flat with the drift of allocators', () => {
    expect(rateOf(process((second) => ({ native: (13 / 1024) * second })))).toBeUndefined();
  });

  it('finds growth again half an hour after memory was given back', () => {
    const story = process((second) => ({
      external: second > 120 && second < 200 ? 500 : 2,
      native: Math.max(0, second - 200) * 0.1,
    }));
    expect(rateOf(story, 600)).toBeUndefined();
    expect(rateOf(story, 2400)).toBeGreaterThan(30 * kib);
  });

  it('knows when memory is given back, although its readings never fall', () => {
    const series = new NativeSeries({ size: 200 });
    const threads = process((second) => ({ native: second < 300 ? 0.55 * second : 20 }));
    tell(series, threads, 400);
    expect(series.readings.lastValue / mib).toBeGreaterThan(libraries / mib + 80);
    expect(series.levels.lastValue / mib).toBeCloseTo(libraries / mib - 0.8 + 20, 0);
  });

  it('takes a fixed amount of memory', () => {
    const series = new NativeSeries({ size: 50 });
    const before = series.heldBytes;
    tell(
      series,
      process(() => ({})),
      5000,
    );
    expect(series.heldBytes).toBe(before);
    expect(before).toBeLessThan(5000);
  });

  it('says what to do', () => {
    expect(new NativeSeries({ size: 2 }).particulars().advice).toContain('MALLOC_ARENA_MAX');
  });
});
