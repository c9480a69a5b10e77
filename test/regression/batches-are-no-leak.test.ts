import { describe, expect, it } from 'vitest';
import { reportsOf } from '../profiling/heap-snapshot/startedPrograms.ts';

const span = 'class Span { constructor(i) { this.i = i; this.pad = new Array(40).fill(0.5); } } let id = 0;';
/** Work between snapshots is 1,250: what a batch of 1,000 has left over grows by 250 in each. */
const rounds = 625;

const batches: readonly (readonly [what: string, program: string])[] = [
  [
    'a new array for each batch',
    `let batch = []; let sent = 0;
     export function work() {
       for (let i = 0; i < ${rounds}; i++) {
         batch.push(new Span(++id));
         if (batch.length >= 1000) { sent += batch.length; batch = []; }
       }
     }`,
  ],
  [
    'one array that is emptied',
    `const batch = [];
     export function work() {
       for (let i = 0; i < ${rounds}; i++) { batch.push(new Span(++id)); if (batch.length >= 1000) batch.length = 0; }
     }`,
  ],
  [
    'a new Map for each epoch',
    `class Store { current = new Map(); add() { const one = new Span(++id); this.current.set('k' + id, one); if (id % 1000 === 0) this.current = new Map(); } }
     const store = new Store();
     export function work() { for (let i = 0; i < ${rounds}; i++) store.add(); }`,
  ],
  [
    'one of plain objects that two exporters have',
    `const exporters = [[], []];
     export function work() {
       for (let i = 0; i < ${rounds}; i++) {
         const line = { id: ++id, at: new Date(), text: 'line ' + id, pad: new Array(40).fill(0.5) };
         for (const [at, lines] of exporters.entries()) { lines.push(line); if (lines.length >= 1000) exporters[at] = []; }
       }
     }`,
  ],
];

describe('a batch that is longer in each snapshot', { timeout: 300_000 }, () => {
  it.each(batches)('is no leak, where nothing is in it in two of them: %s', async (_, program) => {
    const [report] = await reportsOf('program.mjs', `${span}\n${program}`, 1);
    expect(report!.suspects).toEqual([]);
    expect(report!.spread).toEqual([]);
  });

  it('is not held against who leaks something else beside it', async () => {
    const program = `class Item { constructor(i) { this.i = i; this.pad = new Array(20).fill(0.5); } }
      const store = { batch: new Set(), items: new Set() };
      export function work() {
        for (let i = 0; i < ${rounds}; i++) {
          store.batch.add(new Span(++id));
          store.items.add(new Item(id));
          if (store.batch.size >= 1000) store.batch.clear();
        }
      }`;
    const [report] = await reportsOf('program.mjs', `${span}\n${program}`, 1);
    expect(report!.suspects.map(({ gains }) => gains.map(({ name }) => name))).toEqual([['Item']]);
  });

  it('is a leak where a few of those that come are forgotten in it', async () => {
    const program = `const open = new Map();
      export function work() {
        for (let i = 0; i < 4000; i++) { open.set(++id, new Span(id)); if (id > 200 && id % 10 !== 0) open.delete(id - 200 + (id % 10 === 9 ? 1 : 0)); }
      }`;
    const [report] = await reportsOf('program.mjs', `${span}\n${program}`, 1);
    expect(report!.suspects).toMatchObject([{ path: 'open (module /app/program.mjs)' }]);
  });
});
