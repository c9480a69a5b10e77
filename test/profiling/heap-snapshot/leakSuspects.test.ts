import { describe, expect, it } from 'vitest';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { type SnapshotSummary, summaryOf } from '../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { snapshotDiff } from '../../../src/profiling/heap-snapshot/snapshotDiff.ts';
import { findSuspects } from '../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { takenSnapshots } from './takenSnapshot.ts';

/** Three leaks, a cache that fills up and stops, work that comes and goes, and much that stays. */
const program = `
  const { EventEmitter } = require('node:events');
  class Request { constructor(i) { this.url = '/api/' + i; this.headers = { host: 'h' + i, cookie: 'c' + i }; this.body = new Array(40).fill(i + 0.5); } }
  class Session { constructor() { this.log = []; } }
  const app = globalThis.app = { bus: new EventEmitter(), sessions: new Map(), warm: new Map(), history: [], pending: new Set() };
  app.bus.setMaxListeners(0);
  globalThis.cache = new Map();
  for (let i = 0; i < 3000; i++) app.sessions.set('s' + i, new Session());
  function work(round) {
    app.pending.clear();
    for (let i = 0; i < 400; i++) {
      const request = new Request(round * 1000 + i);
      cache.set(request.url, request);
      if (i % 2) { const big = new Array(40).fill(i + 0.5); app.bus.on('tick', function onTick() { return big.length + request.url; }); }
      app.history.push({ at: new Date(i), text: { round, line: 'x' + i } });
      if (round === 0) app.warm.set(i, new Array(200).fill(i + 0.5));
      app.pending.add(new Array(100).fill(i + 0.5));
    }
    let i = 0;
    for (const session of app.sessions.values()) session.log.push({ entry: 'e' + round + i++ });
  }
  snap('a');
  work(0);
  snap('b');
  work(1);
  snap('c');
`;

async function read(path: string): Promise<HeapSnapshot> {
  return new HeapSnapshot(await new SnapshotFile(path).read());
}

async function summary(path: string): Promise<SnapshotSummary> {
  return summaryOf(await new SnapshotFile(path).read());
}

describe('leak suspects', { timeout: 120_000 }, () => {
  it('of three snapshots are the leaks, each by its path, and neither what fills up nor what comes and goes', async () => {
    const path = await takenSnapshots(program);
    const last = await read(path('c'));
    const report = findSuspects(last, [await summary(path('a')), await summary(path('b'))]);
    const byPath = new Map(
      report.suspects.map((suspect) => [suspect.path.replace(/\.get\("s\d+"\)/, '.get("s*")'), suspect]),
    );
    expect([...byPath.keys()].sort()).toEqual([
      'globalThis.app.bus._events.tick',
      'globalThis.app.history',
      'globalThis.app.sessions.get("s*").log',
      'globalThis.cache',
    ]);
    const cache = byPath.get('globalThis.cache')!;
    expect(cache).toMatchObject({ className: 'Map', sharedWith: ['globalThis.app.bus._events.tick'] });
    expect(cache.gains[0]).toMatchObject({ name: 'Request', counts: [400, 400], place: { line: 5 } });
    expect(cache.fixIdea).toMatch(/^bound it/);
    expect(cache.bytesPerInterval).toHaveLength(2);
    const tick = byPath.get('globalThis.app.bus._events.tick')!;
    expect(tick.gains.find(({ name }) => name === 'function onTick')).toMatchObject({
      counts: [200, 200],
      place: { line: 16 },
    });
    expect(tick.fixIdea).toMatch(/^bus\.off\("tick", listener\)/);
    expect(byPath.get('globalThis.app.history')!.fixIdea).toMatch(/ring buffer/);
    // What each session gained is too little by itself, and much together.
    expect(byPath.get('globalThis.app.sessions.get("s*").log')).toMatchObject({
      objects: 3000,
      owner: { className: 'Session', field: 'log' },
    });
    expect(report.snapshots).toBe(3);
    expect(report.heapBytes).toHaveLength(3);
    const own = report.suspects.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(own).toBeLessThan(report.steadyBytes);
    expect(report.restBytes).toBeLessThan(report.steadyBytes * 0.1);
  });

  it('of two snapshots cannot tell what fills up, and the fingerprints stay the same', async () => {
    const path = await takenSnapshots(program);
    const earlier = [await summary(path('a')), await summary(path('b'))];
    const three = findSuspects(await read(path('c')), earlier);
    const two = findSuspects(await read(path('b')), earlier.slice(0, 1));
    expect(two.suspects.map((suspect) => suspect.path)).toContain('globalThis.app.warm');
    const known = new Set(two.suspects.map(({ fingerprint }) => fingerprint));
    expect(three.suspects.every(({ fingerprint }) => known.has(fingerprint))).toBe(true);
    const again = await takenSnapshots(program);
    const other = findSuspects(await read(again('b')), [await summary(again('a'))]);
    expect(new Set(other.suspects.map(({ fingerprint }) => fingerprint))).toEqual(known);
  });

  it('of one snapshot are what holds a tenth of the heap directly', async () => {
    const path = await takenSnapshots(`
      globalThis.store = { items: new Map() };
      for (let i = 0; i < 20000; i++) store.items.set(i, { id: 'item ' + i, tags: ['a' + i, 'b' + i] });
      snap('one');
    `);
    const report = findSuspects(await read(path('one')));
    expect(report.suspects[0]).toMatchObject({
      path: 'globalThis.store.items',
      className: 'Map',
      bytesPerInterval: [],
    });
    expect(report.suspects[0]!.gains[0]).toMatchObject({ name: '{id, tags}', counts: [20000] });
    expect(report.steadyBytes).toBe(report.heapBytes[0]);
  });

  it('are not the owner of a leaking Map because of an index of the same keys', async () => {
    const path = await takenSnapshots(`
      class Manager { entities = new Map(); index = new Map(); }
      globalThis.manager = new Manager();
      function work(round) {
        for (let i = 0; i < 2500; i++) {
          const id = Buffer.from('entity ' + round + ' ' + i + ' of this game').toString('latin1');
          manager.entities.set(id, { parts: new Array(40).fill(i + 0.5) });
          manager.index.set(id, i);
        }
      }
      snap('a'); work(0); snap('b'); work(1); snap('c');
    `);
    const report = findSuspects(await read(path('c')), [await summary(path('a')), await summary(path('b'))]);
    const paths = report.suspects.map((suspect) => suspect.path);
    expect(paths[0]).toBe('globalThis.manager.entities');
    expect(paths).not.toContain('globalThis.manager');
    const strings = report.suspects[0]!.gains.find(({ name }) => name === '(string)');
    expect(strings).toMatchObject({ counts: [2500, 2500] });
    expect(report.suspects[0]!.sharedBytes).toBeGreaterThan(100_000);
  });

  it('of a process that did nothing are none', async () => {
    const path = await takenSnapshots("snap('a'); snap('b'); snap('c');");
    const report = findSuspects(await read(path('c')), [await summary(path('a')), await summary(path('b'))]);
    expect(report.suspects).toEqual([]);
  });
});

describe('the difference of two snapshots', () => {
  it('counts what was added and deleted, by class', async () => {
    const path = await takenSnapshots(`
      class Kept {} class Gone {} class New {}
      globalThis.all = Array.from({ length: 100 }, () => [new Kept(), new Gone()]);
      snap('a');
      // In a turn of its own, since registers keep what the one before has used.
      setImmediate(() => {
        for (const [i, pair] of all.entries()) pair[1] = i < 30 ? new New() : undefined;
        setImmediate(() => snap('b'));
      });
    `);
    const changes = snapshotDiff(await summary(path('a')), await read(path('b')));
    const of = (wanted: string) => changes.find(({ name }) => name === wanted);
    expect(of('New')).toMatchObject({ added: 30, deleted: 0 });
    expect(of('Gone')).toMatchObject({ added: 0, deleted: 100 });
    expect(of('Kept')).toBeUndefined();
    expect(of('New')!.addedBytes).toBeGreaterThan(0);
  });
});
