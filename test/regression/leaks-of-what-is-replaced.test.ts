import { describe, expect, it } from 'vitest';
import { leaksOf } from '../profiling/heap-snapshot/startedPrograms.ts';

const item =
  "class Item { constructor(i) { this.i = i; this.note = 'note ' + i + Math.random(); } } let id = 0;";

/** Whose holder is a new object each time, and how a person would say which. */
const programs: readonly (readonly [what: string, program: string, path: string, className: string])[] = [
  [
    'an immutable state (was: "No leak of the program\'s objects")',
    `let state = { items: [], count: 0 };
     export function work() {
       for (let i = 0; i < 20; i++) {
         const more = Array.from({ length: 50 }, () => new Item(++id));
         state = { ...state, items: [...state.items, ...more], count: state.count + 1 };
       }
     }
     export const get = () => state;`,
    'state (module /app/program.mjs) → items',
    'Array',
  ],
  [
    'an array that is copied with one element more (was: "No leak of the program\'s objects")',
    `const registry = { items: [] };
     export function work() { for (let i = 0; i < 1000; i++) registry.items = registry.items.concat([new Item(++id)]); }
     export const get = () => registry;`,
    'registry (module /app/program.mjs) → items',
    'Array',
  ],
  [
    'a Map that is copied (was: its owner, without a gain)',
    `const store = { items: new Map() };
     export function work() {
       for (let i = 0; i < 1000; i++) store.items.set('k' + ++id, new Item(id));
       store.items = new Map(store.items);
     }
     export const get = () => store;`,
    'store (module /app/program.mjs) → items',
    'Map',
  ],
];

describe('a holder that is replaced by a greater one', { timeout: 300_000 }, () => {
  it.each(programs)(
    'is accused of what it took over and got besides: %s',
    async (_, text, path, className) => {
      const [suspects] = await leaksOf('program.mjs', `${item}\n${text}`, 1);
      expect(suspects).toMatchObject([
        {
          path,
          className,
          gains: [{ name: 'Item', counts: [2000, 2000] }, ...(className === 'Map' ? [{}] : [])],
        },
      ]);
    },
  );

  it('is told apart from listeners of once() with a signal beside it, which are one leak (was: three, and the module)', async () => {
    const text = `import { once, EventEmitter, setMaxListeners } from 'node:events';
      ${item} let state = [];
      const bus = new EventEmitter(); bus.setMaxListeners(0);
      const stop = new AbortController(); setMaxListeners(0, stop.signal);
      async function waitFor(order) { await once(bus, 'done', { signal: stop.signal }); return order; }
      export function work() {
        state = [...state, ...Array.from({ length: 1000 }, () => new Item(++id))];
        for (let i = 0; i < 500; i++) void waitFor({ id: ++id });
      }
      export const get = () => [state, bus, stop];`;
    const [suspects] = await leaksOf('program.mjs', text, 1);
    expect(suspects).toHaveLength(2);
    const [listeners, array] = suspects!;
    expect(listeners).toMatchObject({ events: ['done', 'error'] });
    expect(listeners!.sharedWith.join()).toMatch(/^stop \(module .*program\.mjs\) → signal/);
    expect(array).toMatchObject({
      path: 'state (module /app/program.mjs)',
      gains: [{ name: 'Item', counts: [2000, 2000] }],
    });
  });

  it('is told of a text by the variable that has it (was: "Node.js\'s own this → loader…")', async () => {
    const text = `let log = ''; let id = 0;
      export function work() { for (let i = 0; i < 1000; i++) log += 'line ' + ++id + ' ' + Math.random() + '\\n'; }
      export const get = () => log;`;
    const [suspects] = await leaksOf('program.mjs', text, 1);
    expect(suspects).toMatchObject([{ path: 'log (module /app/program.mjs)' }]);
  });

  it('is told apart in each of several properties, by its name (was: one suspect, the greatest)', async () => {
    const text = `${item} class Store { users = []; orders = []; } const store = new Store();
      const more = (count) => Array.from({ length: count }, () => new Item(++id));
      export function work() {
        for (let i = 0; i < 20; i++) {
          store.users = [...store.users, ...more(50)];
          store.orders = [...store.orders, ...more(20)];
        }
      }
      export const get = () => store;`;
    const [suspects] = await leaksOf('program.mjs', text, 1);
    expect(suspects).toMatchObject([
      { path: 'store (module /app/program.mjs) → users', gains: [{ name: 'Item', counts: [2000, 2000] }] },
      { path: 'store (module /app/program.mjs) → orders', gains: [{ name: 'Item', counts: [800, 800] }] },
    ]);
  });

  it('is not taken for a greater one beside it, whose content is new each time (was: "prices")', async () => {
    const text = `${item} class Store { prices = []; users = []; } const store = new Store();
      const more = (count) => Array.from({ length: count }, () => new Item(++id));
      export function work() { store.prices = more(5000); store.users = [...store.users, ...more(1000)]; }
      export const get = () => store;`;
    const [suspects] = await leaksOf('program.mjs', text, 1);
    expect(suspects).toMatchObject([{ path: 'store (module /app/program.mjs) → users' }]);
  });

  it('is not accused where all that it has is new each time', async () => {
    const text = `${item} let prices = []; const filled = Array.from({ length: 5000 }, () => new Item(++id));
      export function work() { prices = Array.from({ length: 3000 + (id % 7) * 10 }, () => new Item(++id)); }
      export const get = () => [prices, filled];`;
    expect(await leaksOf('program.mjs', text, 1)).toEqual([[]]);
  });

  it('does not hide a chain whose links have a key of their own each', async () => {
    const text = `${item} let root = {};
      export function work() { for (let i = 0; i < 500; i++) root = { ['job' + ++id]: root, item: new Item(id) }; }
      export const get = () => root;`;
    const [suspects] = await leaksOf('program.mjs', text, 1);
    expect(suspects).toMatchObject([{ path: 'root (module /app/program.mjs)', chain: { length: 3001 } }]);
  });
});
