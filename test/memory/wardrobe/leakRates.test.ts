import { describe, expect, it } from 'vitest';
import { leakNames } from '../../../examples/wardrobe/src/leaks/Leaks.ts';
import { collector } from '../../../examples/wardrobe/src/measurements/collector.ts';
import { measureLeak } from '../../../examples/wardrobe/src/measurements/leakRates.ts';

const bytesPerSecond = 100_000;
const timeout = 120_000;

describe('the leaks of the wardrobe', () => {
  it(
    'none leaves the heap flat',
    async () => {
      const { measuredBytesPerSecond } = await measureLeak({ leak: 'none', bytesPerSecond }, collector());
      expect(Math.abs(measuredBytesPerSecond)).toBeLessThan(5_000);
    },
    timeout,
  );

  it.each(leakNames)(
    '%s grows the heap at the rate that it was given, give or take a fifth',
    async (leak) => {
      const { measuredBytesPerSecond } = await measureLeak({ leak, bytesPerSecond }, collector());
      expect(measuredBytesPerSecond).toBeGreaterThan(0.8 * bytesPerSecond);
      expect(measuredBytesPerSecond).toBeLessThan(1.2 * bytesPerSecond);
    },
    timeout,
  );
});
