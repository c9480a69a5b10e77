import { expect, it } from 'vitest';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { takenSnapshots } from '../profiling/heap-snapshot/takenSnapshot.ts';

it('who holds what a suspect holds, without being one, is named where both have one owner (was: "others")', {
  timeout: 120_000,
}, async () => {
  const path = await takenSnapshots(`
    const { EventEmitter } = require('node:events');
    class Order { constructor(id) { this.id = id; this.lines = Array.from({ length: 5 }, (_, i) => ({ sku: 'S' + id + i, price: i + 0.5 })); } }
    const app = { feed: new EventEmitter(), recent: new Map() };
    app.feed.setMaxListeners(0);
    globalThis.app = app;
    let id = 0;
    function handle() { const order = new Order(++id); app.recent.set('order-' + id, order); app.feed.on('price', () => order.lines.length); }
    for (const name of ['a', 'b', 'c']) { for (let i = 0; i < 800; i++) handle(); snap(name); }
  `);
  const file = (name: string) => new SnapshotFile(path(name)).read();
  const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
  const { suspects } = findSuspects(new HeapSnapshot(await file('c')), earlier);
  expect(suspects).toMatchObject([
    { path: 'globalThis.app.feed._events.price', sharedWith: ['globalThis.app.recent'] },
  ]);
});
