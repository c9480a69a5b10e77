import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Fuzzer } from './Fuzzer.ts';
import type { FuzzSurface } from './FuzzSurface.ts';
import { Random } from './Random.ts';
import { surfaces } from './surfaces.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

describe('what strangers send', () => {
  let surface: FuzzSurface | undefined;
  afterEach(async () => surface?.close?.());

  it.each([
    { name: 'recorder', inputs: 600 },
    { name: 'wire', inputs: 600 },
    { name: 'http', inputs: 300 },
    { name: 'http-open', inputs: 300 },
    { name: 'configuration', inputs: 600 },
  ])('is borne by $name: some hundred inputs of `npm run fuzz`', async ({ name, inputs }) => {
    surface = await surfaces[name]!(root);
    for (const seed of surface.seeds)
      await surface.check({ bytes: Buffer.from(seed, 'latin1'), pieces: [7, 400] });
    const fuzzer = new Fuzzer({ random: new Random(4711), surface });
    await fuzzer.run(inputs);
    expect(fuzzer.tried).toBe(inputs);
    // Neither is everything refused, nor everything taken.
    expect(fuzzer.accepted).toBeGreaterThan(inputs / 20);
    expect(fuzzer.accepted).toBeLessThan(inputs);
  });
});
