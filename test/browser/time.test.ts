import { describe, expect, it } from 'vitest';
import { noon } from '../dashboard/given.ts';
import { mount, sawtooth } from './mounted.ts';

const busy = (index: number) => ({
  ...sawtooth(noon - (299 - index) * 1_000, index),
  gcMinorMs: 4,
  gcMajorMs: index === 299 ? 31 : 0,
  eventLoopUtilization: 0.25,
  eventLoopDelayMs: 2,
});

describe('what the time of the thread goes to', () => {
  it('is shown as shares and as pauses, and read out with the rest', async () => {
    const page = await mount({ row: busy });
    expect(page.text('.loop .legend')).toBe('Busy25 %Major GC3.1 %Minor GC0.4 %');
    expect(page.text('.pauses .legend')).toBe('Late by2.0 ms' + 'Major GC31 ms' + 'Minor GC4.0 ms');
    page.press('ArrowLeft');
    expect(page.text('.visually-hidden [aria-live]:last-child')).toContain(
      'Busy 25 %, Major GC 3.1 %, Minor GC 0.4 %; Late by 2.0 ms',
    );
  });

  it('is left out where samples do not tell of it, as those of older versions', async () => {
    const page = await mount();
    expect(page.find('.loop').hidden).toBe(true);
    expect(page.find('.pauses').hidden).toBe(true);
    expect(page.find('.limits').hidden).toBe(false);
  });
});
