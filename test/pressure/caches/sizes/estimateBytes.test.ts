import { describe, expect, it } from 'vitest';
import { estimateBytes } from '../../../../src/pressure/caches/sizes/estimateBytes.ts';

const collect = globalThis.gc as () => void;

function usedBytes(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes that a value takes, by making so many of them that all else hardly counts. The middle one of three tries. */
function measuredBytes(make: (index: number) => unknown, about: number): number {
  const count = Math.ceil(5e6 / about);
  const tries = [1, 2, 3].map((round) => {
    const held: unknown[] = new Array(count).fill(null);
    const before = usedBytes();
    for (let index = 0; index < count; index++) held[index] = make(round * 1_000_000 + index);
    const bytes = (usedBytes() - before) / held.length;
    return held[0] === undefined ? Number.NaN : bytes;
  });
  return tries.sort((one, other) => one - other)[1]!;
}

class Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;

  constructor(index: number) {
    this.x = index;
    this.y = index + 0.5;
    this.label = `point ${index}`;
  }
}

const list = (length: number) => Array.from({ length }, (_, index) => index);
/** A text as it comes from outside, in one piece. */
const flat = (text: string) => Buffer.from(text).toString();
const row = (index: number) =>
  `{"id":${index},"name":"user number ${index}","mail":"user${index}@example.com","score":${index}.5,"address":{"street":"${index} Some Long Street","zip":${index}}}`;

const kinds: readonly (readonly [string, (index: number) => unknown])[] = [
  ['a Latin text', (index) => Buffer.alloc(100, `text ${index} `).toString('latin1')],
  ['a text with wide characters', (index) => Buffer.from(`${index}☃`.repeat(20)).toString()],
  ['a small object', (index) => ({ id: index, left: index, right: index })],
  ['an object of a class', (index) => new Point(index)],
  ['a parsed row', (index) => JSON.parse(row(index))],
  ['a parsed page of rows', (index) => JSON.parse(`[${list(30).map((each) => row(index * 30 + each))}]`)],
  [
    'a parsed list that is looked at in part',
    (index) => JSON.parse(`[${list(500).map((each) => row(index * 500 + each))}]`),
  ],
  ['an array of fractions', (index) => list(100).map((each) => each + index + 0.25)],
  ['a map', (index) => new Map(list(20).map((each) => [flat(`key ${index} ${each}`), each]))],
  ['a set', (index) => new Set(list(20).map((each) => flat(`key ${index} ${each}`)))],
  [
    'an object used as a table',
    (index) => {
      const table: Record<string, number> = {};
      for (const each of list(500)) table[`k${index}_${each}`] = each;
      return table;
    },
  ],
  ['a large buffer', () => Buffer.alloc(20_000)],
  ['an array of numbers', () => new Float64Array(500)],
  ['an array buffer', () => new ArrayBuffer(5000)],
];

describe('the estimate of a value', () => {
  it.each(kinds)('is right within a quarter: %s', (_kind, make) => {
    const estimate = estimateBytes(make(5_000_000));
    const measured = measuredBytes(make, estimate);
    expect(estimate / measured).toBeGreaterThan(0.75);
    expect(estimate / measured).toBeLessThan(1.3);
  });

  it.each([
    [undefined, 0],
    [null, 0],
    [true, 0],
    [7, 0],
    ['', 0],
    ['x', 0],
    [0.5, 16],
    [-0, 16],
    [2 ** 40, 16],
    [10n, 40],
    [() => 1, 96],
    [new Date(), 96],
    [Promise.resolve(), 80],
    [new Error('x'), 500],
    [[], 32],
    [Symbol('x'), 0],
    [new Map(), 184],
  ])('of %s is %i', (value, bytes) => {
    expect(estimateBytes(value)).toBe(bytes);
  });

  it('counts once what is there twice, and ends where a value holds itself', () => {
    const shared = { text: 'x'.repeat(1000) };
    const circle: { self?: object; one: object; two: object } = { one: shared, two: shared };
    circle.self = circle;
    expect(estimateBytes(circle)).toBeLessThan(1200);
  });

  it('looks at 200 objects at most', () => {
    let reads = 0;
    const counting = (value: object) =>
      new Proxy(value, {
        ownKeys: (target) => {
          reads++;
          return Reflect.ownKeys(target);
        },
      });
    const wide = list(1000).map(() => counting({ child: counting({ child: counting({}) }) }));
    const deep = list(5000).reduce<object>((child) => counting({ child }), {});
    estimateBytes([wide, { wide: list(100).map(() => wide) }, deep]);
    expect(reads).toBeLessThanOrEqual(200);
  });

  it('calls no getter, and survives a proxy that throws', () => {
    const touchy = {
      get trap(): never {
        throw new Error('called');
      },
    };
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys');
        },
      },
    );
    expect(estimateBytes({ touchy, hostile, text: 'x'.repeat(100) })).toBeGreaterThan(100);
  });
});
