import { describe, expect, it } from 'vitest';
import { type CodePart, codeTree } from '../../../src/dashboard/tools/allocations/codeTree.ts';
import { sized } from '../../../src/dashboard/tools/allocations/frames.ts';
import { type TreemapBox, treemapLayout } from '../../../src/dashboard/tools/allocations/treemapLayout.ts';
import type { AllocationFrame } from '../../../src/wire/call.ts';

interface Given {
  readonly name: string;
  readonly file?: string;
  readonly package?: string;
  readonly bytes: number;
}

function frame(
  { name, file = 'file:///app/src/shop/cart.js', package: owner, bytes }: Given,
  ...children: readonly AllocationFrame[]
): AllocationFrame {
  return { name, file, line: 3, selfBytes: bytes, children, ...(owner ? { package: owner } : {}) };
}

function namesOf({ name, bytes, children }: CodePart): unknown {
  return children.length === 0 ? [name, bytes] : [name, bytes, children.map(namesOf)];
}

const inPackage = { file: 'file:///app/node_modules/lru/index.js', package: 'lru' };

describe('code by package, file and function', () => {
  it('has what functions allocated themselves, wherever they were called from', () => {
    const root = sized(
      frame(
        { name: '(root)', file: '', bytes: 0 },
        frame({ name: 'add', bytes: 10 }, frame({ name: 'set', ...inPackage, bytes: 30 })),
        frame({ name: 'read', file: 'node:fs', bytes: 5 }, frame({ name: 'add', bytes: 20 })),
      ),
    );
    expect(namesOf(codeTree(root))).toEqual([
      'All',
      65,
      [
        ['Your code', 30, [['shop/cart.js', 30, [['add', 30]]]]],
        ['lru', 30, [['lru/index.js', 30, [['set', 30]]]]],
        ['Node.js, V8', 5, [['node:fs', 5, [['read', 5]]]]],
      ],
    ]);
  });

  it('leaves out what has not grown, and tells many small functions as one', () => {
    const many = Array.from({ length: 40 }, (_, index) => frame({ name: `f${index}`, bytes: 100 - index }));
    const root = sized(
      frame({ name: '(root)', file: '', bytes: 0 }, ...many, frame({ name: 'less', bytes: -9 })),
    );
    const functions = codeTree(root).children[0]?.children[0]?.children ?? [];
    expect(functions).toHaveLength(31);
    expect(functions.some(({ name }) => name === 'less')).toBe(false);
    // The sum of the ten smallest is the largest part.
    expect(functions[0]).toMatchObject({ name: '10 more', bytes: 655 });
  });

  it('is one empty part where nothing has grown', () => {
    const root = sized(frame({ name: '(root)', file: '', bytes: 0 }));
    expect(treemapLayout(codeTree(root), 600, 400)).toHaveLength(1);
  });
});

function part(name: string, bytes: number, children: readonly CodePart[] = []): CodePart {
  return { name, fullName: name, owner: 'own', bytes, children };
}

const areaOf = ({ width, height }: TreemapBox): number => width * height;

describe('a treemap', () => {
  const sizes = [600, 600, 400, 300, 200, 200, 100];
  const sum = 2_400;
  const root = part(
    'all',
    sum,
    sizes.map((bytes, index) => part(`p${index}`, bytes)),
  );
  const [whole, ...boxes] = treemapLayout(root, 604, 420) as [TreemapBox, ...TreemapBox[]];

  it('gives each part an area by its bytes', () => {
    const inner = 600 * 400;
    expect(boxes.map((box) => Math.round((areaOf(box) / inner) * sum))).toEqual(sizes);
    expect(whole.children).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('has its boxes within the whole, beside each other, and not oblong', () => {
    for (const { left, top, width, height } of boxes) {
      expect(left).toBeGreaterThanOrEqual(2);
      expect(top).toBeGreaterThanOrEqual(18);
      expect(left + width).toBeLessThanOrEqual(602.001);
      expect(top + height).toBeLessThanOrEqual(418.001);
      expect(Math.max(width / height, height / width)).toBeLessThan(3);
    }
    for (const one of boxes) {
      for (const other of boxes.filter((each) => each !== one)) {
        const across =
          Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
        const down = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
        expect(Math.min(across, down)).toBeLessThan(0.001);
      }
    }
  });

  it('leaves out what would be too small to see, and has rooms within rooms', () => {
    const nested = part('all', 100_001, [part('file', 100_000, [part('f', 100_000)]), part('speck', 1)]);
    const layout = treemapLayout(nested, 600, 400);
    expect(layout.map(({ part: { name }, level, parent }) => [name, level, parent])).toEqual([
      ['all', 0, undefined],
      ['file', 1, 0],
      ['f', 2, 1],
    ]);
  });
});
