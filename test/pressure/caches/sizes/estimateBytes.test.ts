import { describe, expect, it } from 'vitest';
import { estimateBytes } from '../../../../src/pressure/caches/sizes/estimateBytes.ts';

const collect = globalThis.gc as () => void;

function usedBytes(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes that a value takes, by making many of them. */
function measuredBytes(make: (index: number) => unknown, count: number): number {
  const held: unknown[] = new Array(count).fill(null);
  const before = usedBytes();
  for (let index = 0; index < count; index++) held[index] = make(index);
  const bytes = (usedBytes() - before) / held.length;
  return held[0] === undefined ? Number.NaN : bytes;
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
const row = (index: number) =>
  `{"id":${index},"name":"user number ${index}","mail":"user${index}@example.com","score":${index}.5,"address":{"street":"${index} Some Long Street","zip":${index}}}`;

const kinds: readonly (readonly [string, (index: number) => unknown, number])[] = [
  ['a Latin text', (index) => Buffer.alloc(100, `text ${index} `).toString('latin1'), 5000],
  ['a text with wide characters', (index) => Buffer.from(`${index}☃`.repeat(20)).toString(), 5000],
  ['a small object', (index) => ({ id: index, left: index, right: index }), 5000],
  ['an object of a class', (index) => new Point(index), 5000],
  ['a parsed row', (index) => JSON.parse(row(index)), 5000],
  [
    'a parsed page of rows',
    (index) => JSON.parse(`[${list(30).map((each) => row(index * 30 + each))}]`),
    500,
  ],
  [
    'a parsed list that is looked at in part',
    (index) => JSON.parse(`[${list(500).map((each) => row(index * 500 + each))}]`),
    40,
  ],
  ['an array of fractions', (index) => list(100).map((each) => each + index + 0.25), 2000],
  ['a map', (index) => new Map(list(20).map((each) => [`key ${index} ${each}`, each])), 1000],
  ['a set', (index) => new Set(list(20).map((each) => `key ${index} ${each}`)), 1000],
  [
    'an object used as a table',
    (index) => {
      const table: Record<string, number> = {};
      for (const each of list(500)) table[`k${index}_${each}`] = each;
      return table;
    },
    100,
  ],
  ['a large buffer', () => Buffer.alloc(20_000), 500],
  ['an array of numbers', () => new Float64Array(500), 1000],
  ['an array buffer', () => new ArrayBuffer(5000), 500],
];

describe('the estimate of a value', () => {
  it.each(kinds)('is right within a quarter: %s', (_kind, make, count) => {
    const measured = measuredBytes(make, count);
    const estimate = estimateBytes(make(count));
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
