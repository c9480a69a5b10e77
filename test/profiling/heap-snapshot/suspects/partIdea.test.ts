import { describe, expect, it } from 'vitest';
import { leaksOf } from '../startedPrograms.ts';

const programOf = (kept: string): string => `
  let id = 0;
  const textOf = (size) => Buffer.alloc(size, 'row ' + id++ + ' ').toString();
  export const kept = new Map();
  export function work() {
    for (let i = 0; i < 50; i++) kept.set(id, ${kept});
  }
`;

describe('what to try with a collection', { timeout: 60_000 }, () => {
  it.for([
    [
      'slices of texts',
      'textOf(20_000).slice(100, 140)',
      'of a small one keep a copy, Buffer.from(slice).toString()',
    ],
    [
      'slices of texts in objects',
      '{ name: textOf(20_000).slice(100, 140) }',
      'keep a copy, Buffer.from(slice)',
    ],
    ['subarrays of Buffers', 'Buffer.alloc(20_000, id++).subarray(0, 16)', 'keep a copy, Buffer.from(part)'],
  ])('of %s says that these keep all that they were cut from', async ([, kept, idea]) => {
    const [suspects] = await leaksOf('program.mjs', programOf(kept!), 1);
    expect(suspects![0]!.fixIdea).toContain(idea);
    expect(suspects![0]!.fixIdea).toContain('bound it');
  });

  it('of whole texts says nothing of parts', async () => {
    const [suspects] = await leaksOf('program.mjs', programOf('textOf(5_000)'), 1);
    expect(suspects![0]!.fixIdea).toContain('bound it');
    expect(suspects![0]!.fixIdea).not.toContain('copy');
  });
});
