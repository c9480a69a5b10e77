import { describe, expect, it } from 'vitest';
import { ArrayBufferMemory } from '../../../src/sampling/node/ArrayBufferMemory.ts';
import { column } from '../../../src/wire/sample.ts';
import { rowOf } from './rowOf.ts';

const megabyte = 2 ** 20;

function counting(): { memory: ArrayBufferMemory; asked: () => number } {
  let asked = 0;
  return { memory: new ArrayBufferMemory(() => ++asked), asked: () => asked };
}

describe('memory in array buffers', () => {
  it('is asked for at once, and again after 10 s', () => {
    const { memory, asked } = counting();
    for (let second = 0; second < 10; second++) rowOf(memory, second * 1000, { externalBytes: 5 });
    expect(asked()).toBe(1);
    expect(rowOf(memory, 10_000, { externalBytes: 5 })[column.arrayBufferBytes]).toBe(2);
  });

  it('is asked for as soon as external memory has moved by 1 MB, up or down', () => {
    const { memory, asked } = counting();
    rowOf(memory, 0, { externalBytes: 10 * megabyte });
    rowOf(memory, 1, { externalBytes: 10.9 * megabyte });
    expect(asked()).toBe(1);
    rowOf(memory, 2, { externalBytes: 11 * megabyte });
    expect(asked()).toBe(2);
    rowOf(memory, 3, { externalBytes: 10 * megabyte });
    expect(asked()).toBe(3);
  });

  it('adds up small moves', () => {
    const { memory, asked } = counting();
    for (let step = 0; step <= 8; step++) rowOf(memory, step, { externalBytes: step * 0.25 * megabyte });
    expect(asked()).toBe(3);
  });

  it('is exact after a major collection, until it has been for 1.2 s', () => {
    const { memory, asked } = counting();
    const sample = (time: number, majorCollections: number) => {
      rowOf(memory, time, { externalBytes: 5, majorCollections });
      return asked();
    };
    expect([sample(0, 0), sample(500, 0)]).toEqual([1, 1]);
    expect([sample(1000, 1), sample(1500, 1), sample(2200, 1), sample(2700, 1)]).toEqual([2, 3, 4, 4]);
    expect([sample(7700, 3), sample(8900, 3), sample(9000, 3)]).toEqual([5, 6, 6]);
  });

  it('has nothing to close', () => {
    expect(() => counting().memory.close()).not.toThrow();
  });
});
