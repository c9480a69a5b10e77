import { describe, expect, it } from 'vitest';
import { flameLayout } from '../../../src/dashboard/tools/allocations/flameLayout.ts';
import { byFunction, difference, placeOf, sized } from '../../../src/dashboard/tools/allocations/frames.ts';
import type { AllocationFrame } from '../../../src/wire/call.ts';

function frame(name: string, selfBytes: number, ...children: readonly AllocationFrame[]): AllocationFrame {
  return { name, file: `file:///app/${name}.js`, line: 3, selfBytes, children };
}

describe('allocated frames', () => {
  it('have the bytes of all that they called, the largest child first', () => {
    const root = sized(frame('root', 0, frame('light', 1), frame('heavy', 2, frame('deep', 5))));
    expect(root.totalBytes).toBe(8);
    expect(root.children.map(({ name, totalBytes }) => [name, totalBytes])).toEqual([
      ['heavy', 7],
      ['light', 1],
    ]);
  });

  it('are told by function, with recursion counted once', () => {
    const root = sized(
      frame('root', 0, frame('walk', 1, frame('walk', 2)), frame('other', 9, frame('walk', 4))),
    );
    expect(byFunction(root).map(({ frame: { name }, ...sizes }) => [name, sizes])).toEqual([
      ['other', { selfBytes: 9, totalBytes: 13 }],
      ['walk', { selfBytes: 7, totalBytes: 7 }],
    ]);
  });

  it('are compared frame by frame, and what is the same is left out', () => {
    const before = frame('root', 0, frame('same', 3), frame('grown', 1), frame('gone', 4));
    const after = frame('root', 0, frame('same', 3), frame('grown', 6), frame('new', 2));
    const root = difference(before, after);
    expect(root.totalBytes).toBe(3);
    expect(root.children.map(({ name, totalBytes }) => [name, totalBytes])).toEqual([
      ['grown', 5],
      ['new', 2],
      ['gone', -4],
    ]);
    expect(difference(before, before)).toMatchObject({ totalBytes: 0, children: [] });
  });

  it('have a place where they have a file', () => {
    expect(placeOf({ file: 'file:///app/a.js', line: 3 })).toBe('/app/a.js:3');
    expect(placeOf({ file: '', line: 0 })).toBe('');
  });
});

describe('the boxes of a flame graph', () => {
  it('lie below the frame that called, as wide as their share', () => {
    const boxes = flameLayout(sized(frame('root', 2, frame('a', 6), frame('b', 1, frame('c', 1)))));
    expect(
      boxes.map(({ frame: { name }, left, width, row, parent }) => [name, left, width, row, parent]),
    ).toEqual([
      ['root', 0, 1, 0, undefined],
      ['a', 0, 0.6, 1, 0],
      ['b', 0.6, 0.2, 1, 0],
      ['c', expect.closeTo(0.6), 0.1, 2, 2],
    ]);
  });

  it('leave out what is a hairline, and what has shrunk', () => {
    const root = difference(
      frame('root', 0, frame('gone', 50)),
      frame('root', 0, frame('new', 5_000), frame('tiny', 1)),
    );
    expect(flameLayout(root).map(({ frame: { name } }) => name)).toEqual(['root', 'new']);
  });
});
