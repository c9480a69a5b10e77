import { describe, expect, it } from 'vitest';
import { fuzzCommand } from './commandLine.ts';

const known = ['heap', 'wire'];

describe('the command line of the fuzzer', () => {
  it('tries all there is, or what is named', () => {
    expect(fuzzCommand([], known, 7)).toEqual({ surfaces: known, inputs: 100_000, seed: 7 });
    expect(fuzzCommand(['wire', '--inputs', '12', '--seed=3'], known)).toEqual({
      surfaces: ['wire'],
      inputs: 12,
      seed: 3,
    });
  });

  it('has a help, which names what can be tried', () => {
    for (const word of ['--help', '-h']) {
      expect(fuzzCommand([word], known)).toEqual({ help: expect.stringContaining('heap, wire;') });
    }
  });

  it.each([
    [['--input', '5'], /^Unknown option '--input'; npm run fuzz -- --help lists what there is$/],
    [['--inputs'], /^Option '--inputs <value>' argument missing; npm run fuzz/],
    [['heaps'], /^There is no "heaps" to try; /],
    [['--inputs', 'many'], /^--inputs must be a whole number from 1 on, received "many"; /],
    [['--inputs', '0'], /^--inputs must be a whole number from 1 on, received "0"; /],
    [['--seed='], /^--seed must be a whole number from 0 on, received ""; /],
  ])('says in a line what is wrong with %j', (words, message) => {
    expect(fuzzCommand(words, known)).toEqual({ error: expect.stringMatching(message) });
  });
});
