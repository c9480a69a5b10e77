import { describe, expect, it } from 'vitest';
import { IdTable } from '../../../src/profiling/heap-snapshot/IdTable.ts';

describe('a table of ids', () => {
  it('finds each id and no other, however great and sparse they are', () => {
    const ids = Uint32Array.from({ length: 5000 }, (_, index) => (index * 858_993) >>> 0);
    const table = new IdTable(ids);
    expect(ids.every((id, index) => table.indexOf(id) === index)).toBe(true);
    expect([1, 2, 3, 4_294_967_295].map((id) => table.indexOf(id))).toEqual([-1, -1, -1, -1]);
    expect(table.has(858_993)).toBe(true);
  });

  it('keeps the first of equal ids, and may be empty', () => {
    expect(new IdTable(Uint32Array.of(7, 9, 7)).indexOf(7)).toBe(0);
    expect(new IdTable(new Uint32Array()).has(7)).toBe(false);
  });
});
