import { describe, expect, it } from 'vitest';
import { leaksOf } from '../profiling/heap-snapshot/startedPrograms.ts';

const cache = import.meta.resolve('quick-lru');

/** Entries of a cache that holds from 1,000 to 2,000 of them, in two Maps that it swaps: how many there are is chance. */
const programOf = (perTurn: number, leak: string): string => `
  import QuickLRU from '${cache}';
  class Entry { constructor(i) { this.i = i; this.note = 'entry ' + i + Math.random(); } }
  class Order { constructor(i) { this.i = i; this.note = 'order ' + i + Math.random(); } }
  const sessions = new QuickLRU({ maxSize: 1000 });
  const orders = [];
  let id = 0;
  for (let i = 0; i < 3000; i++) sessions.set('k' + ++id, new Entry(id));
  export function work() {
    for (let i = 0; i < ${perTurn}; i++) sessions.set('k' + ++id, new Entry(id));
    ${leak}
  }
  export const get = () => [sessions, orders];
`;

describe('a full quick-lru', { timeout: 300_000 }, () => {
  it('is not accused beside a leak where its entries are replaced, however many there are at the moment', async () => {
    const leak = 'for (let i = 0; i < 1000; i++) orders.push(new Order(++id));';
    const [suspects] = await leaksOf('program.mjs', programOf(1700, leak), 1);
    expect(suspects).toMatchObject([
      { path: 'orders (module /app/program.mjs)', gains: [{ name: 'Order', counts: [2000, 2000] }] },
    ]);
  });

  it('is not accused alone', async () => {
    const [suspects] = await leaksOf('program.mjs', programOf(1700, ''), 1);
    expect(suspects).toEqual([]);
  });
});
