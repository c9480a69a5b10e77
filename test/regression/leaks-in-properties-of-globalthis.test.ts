import { describe, expect, it } from 'vitest';
import { leaksOf } from '../profiling/heap-snapshot/startedPrograms.ts';
import { nodes } from '../system/nodes.ts';

const item =
  "class Item { constructor(i) { this.i = i; this.note = 'note ' + i + Math.random(); } } let id = 0;";
const items = 'Array.from({ length: 50 }, () => new Item(++id))';

/** What hangs at the global object, and how a person would say where. */
const programs: readonly (readonly [what: string, program: string, path: string, className: string])[] = [
  [
    'a Map that stays',
    `globalThis.cache = new Map();
     export function work() { for (let i = 0; i < 1000; i++) cache.set(++id, new Item(id)); }`,
    'globalThis.cache',
    'Map',
  ],
  [
    'a Map that is copied (was: "no single holder")',
    `globalThis.cache = new Map();
     export function work() {
       for (let i = 0; i < 1000; i++) cache.set('k' + ++id, new Item(id));
       globalThis.cache = new Map(cache);
     }`,
    'globalThis.cache',
    'Map',
  ],
  [
    'an array that is copied with some elements more (was: "no single holder")',
    `globalThis.list = [];
     export function work() { for (let i = 0; i < 20; i++) globalThis.list = [...list, ...${items}]; }`,
    'globalThis.list',
    'Array',
  ],
  [
    'an immutable state (was: "no single holder")',
    `globalThis.state = { items: [], count: 0 };
     export function work() {
       for (let i = 0; i < 20; i++)
         globalThis.state = { ...state, items: [...state.items, ...${items}], count: state.count + 1 };
     }`,
    'globalThis.state.items',
    'Array',
  ],
  [
    'a text that becomes longer (was: "No leak of the program\'s objects")',
    `globalThis.log = '';
     export function work() { for (let i = 0; i < 3000; i++) globalThis.log += 'line ' + Math.random() + '\\n'; }`,
    'globalThis.log',
    '(concatenated string)',
  ],
  [
    'properties that become more (was: "no single holder")',
    `export function work() { for (let i = 0; i < 1000; i++) globalThis['item' + ++id] = new Item(id); }`,
    'globalThis',
    'global',
  ],
];

/** Touches what Node.js makes when it is first used, and lets two holders gain what nobody has alone. */
const besides = `const names = [
    ['fetch', 'Headers', 'crypto', 'CompressionStream', 'navigator', 'WebSocket'],
    ['Response', 'FormData', 'CryptoKey', 'DecompressionStream', 'performance', 'EventSource'],
  ];
  let round = 0;
  globalThis.some = new Map();
  globalThis.others = new Map();
  export function work() {
    for (const name of names[(round++ >> 1) - 1] ?? []) void globalThis[name];
    globalThis.round = { number: round };
    for (let i = 0; i < 1000; i++) {
      const one = new Item(++id);
      some.set(id, one);
      others.set(id, one);
    }
  }`;

describe.each(nodes)('of Node.js $major', { timeout: 300_000 }, ({ path: node, missing }) => {
  it.skipIf(missing !== undefined).each(programs)(
    'what leaks in a property of globalThis is told by that: %s',
    async (_, text, path, className) => {
      const [suspects] = await leaksOf('program.mjs', `${item}\n${text}`, 1, node);
      expect(suspects).toMatchObject([{ path, className }]);
      const [gain] = suspects![0]!.gains;
      if (path !== 'globalThis.log') expect(gain).toMatchObject({ name: 'Item', counts: [2000, 2000] });
      if (path === 'globalThis')
        expect(suspects![0]!.fixIdea).toMatch(/^delete globalThis\.item\d+ and its like/);
    },
  );

  it.skipIf(missing !== undefined)('of what else it keeps alive it is not accused', async () => {
    const [suspects] = await leaksOf('program.mjs', `${item}\n${besides}`, 1, node);
    expect(suspects!.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^globalThis\.(?:some|others)$/),
    ]);
  });
});
