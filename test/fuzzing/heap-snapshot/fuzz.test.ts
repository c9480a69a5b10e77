import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkInput } from './checkInput.ts';
import { inputOf, keptInputs } from './corpus.ts';
import { Fuzzer } from './Fuzzer.ts';
import { Random } from './Random.ts';

const corpus = keptInputs(fileURLToPath(new URL('corpus', import.meta.url)));
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

  it('is borne, whatever it is: some hundred inputs of `npm run fuzz:heap`', () => {
    const fuzzer = new Fuzzer({ random: new Random(4711), seeds: corpus.map(({ text }) => text) });
    fuzzer.run(600);
    expect(fuzzer.tried).toBe(600);
    expect(fuzzer.snapshots).toBeGreaterThan(100);
    expect(fuzzer.snapshots).toBeLessThan(500);
  });
});
