import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inputOf, keptInputs } from '../corpus.ts';
import { Fuzzer } from '../Fuzzer.ts';
import { Random } from '../Random.ts';
import { checkInput } from './checkInput.ts';
import { heapSnapshots } from './heapSnapshots.ts';

const folder = fileURLToPath(new URL('corpus', import.meta.url));
const corpus = keptInputs(folder);
const excerpts = corpus.filter(({ about }) => about === 'an excerpt of a real snapshot');

describe('what is done to heap snapshots', () => {
  it.each(corpus.map((kept, index) => ({ index, ...kept })))('is borne: $about ($index)', (kept) => {
    expect(checkInput(inputOf(kept))).toBeTypeOf('boolean');
  });

  it('changes nothing where it only cuts them into pieces, at every byte', () => {
    for (const excerpt of excerpts) {
      const { bytes } = inputOf(excerpt);
      for (let border = 1; border < bytes.length; border += 41)
        expect(checkInput({ bytes, pieces: [border, bytes.length] })).toBe(true);
      expect(checkInput({ bytes, pieces: [1] })).toBe(true);
    }
  });

  it('is borne, whatever it is: some hundred inputs of `npm run fuzz -- heap`', async () => {
    const fuzzer = new Fuzzer({ random: new Random(4711), surface: heapSnapshots(folder) });
    await fuzzer.run(600);
    expect(fuzzer.tried).toBe(600);
    expect(fuzzer.accepted).toBeGreaterThan(100);
    expect(fuzzer.accepted).toBeLessThan(500);
  });
});
