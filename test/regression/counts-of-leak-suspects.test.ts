import { describe, expect, it } from 'vitest';
import { suspectLines } from '../../src/cli/snapshot/suspectSentences.ts';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { takenSnapshots } from '../profiling/heap-snapshot/takenSnapshot.ts';

/** What leaks in a program that takes the snapshots a, b and c. */
async function suspectsOf(program: string) {
  const path = await takenSnapshots(program);
  const file = (name: string) => new SnapshotFile(path(name)).read();
  const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
  return findSuspects(new HeapSnapshot(await file('c')), earlier).suspects;
}

describe('what suspects gained', { timeout: 300_000 }, () => {
  it('of plain objects is not less because others of the same holder went (was: +2 of 30)', async () => {
    const suspects = await suspectsOf(`
      globalThis.kept = new Set();
      const before = Array.from({ length: 500 }, (_, i) => ({ small: 'x' + i }));
      for (const one of before) kept.add(one);
      const add = () => { for (let i = 0; i < 300; i++) kept.add({ payload: new Array(60).fill(i + 0.5), tag: 'tag ' + i }); };
      add(); snap('a');
      for (const one of before) kept.delete(one);
      before.length = 0;
      add(); snap('b'); add(); snap('c');
    `);
    expect(suspects).toMatchObject([
      { path: 'globalThis.kept', gains: [{ name: '{payload, tag}', counts: [300, 300] }] },
    ]);
  });

  it('is handed down to a suspect below as far as that holds it, and the rest stays (was: all of the class)', async () => {
    const suspects = await suspectsOf(`
      const text = (what, id) => Buffer.from(what + ' ' + id + ' of this program, ' + 'x'.repeat(60)).toString('latin1');
      class Manager { entities = new Map(); index = new Map(); log = []; copy = []; }
      globalThis.manager = new Manager();
      let id = 0;
      function work() {
        for (let i = 0; i < 2000; i++) {
          const key = text('entity', ++id);
          manager.entities.set(key, { parts: new Array(40).fill(i + 0.5) });
          manager.index.set(key, i);
          const line = text('line', id);
          manager.log.push(line);
          manager.copy.push(line);
        }
      }
      work(); snap('a'); work(); snap('b'); work(); snap('c');
    `);
    const strings = (path: string) =>
      suspects.find((one) => one.path === path)?.gains.find(({ name }) => name === '(string)')?.counts;
    expect(strings('globalThis.manager.entities')).toEqual([2000, 2000]);
    const holders = suspects.filter(({ gains }) => gains.some(({ name }) => name === '(string)'));
    const told = holders.filter(({ path }) => path !== 'globalThis.manager.entities');
    expect(told.map(({ gains }) => gains.find(({ name }) => name === '(string)')?.counts)).toEqual(
      told.map(() => [2000, 2000]),
    );
    expect(told.length).toBeGreaterThan(0);
  });

  it('by events.once is one leak of several events, with the functions that share a scope (was: three suspects, "system / Context")', async () => {
    const suspects = await suspectsOf(`
      const { EventEmitter, once } = require('node:events');
      globalThis.bus = new EventEmitter().setMaxListeners(0);
      globalThis.waitFor = async (order) => { await once(bus, 'done'); return order; };
      let id = 0;
      const work = () => { for (let i = 0; i < 1500; i++) waitFor({ id: ++id, note: 'note ' + Math.random() }); };
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      (async () => {
        for (const name of ['a', 'b', 'c']) { work(); await turn(); snap(name); }
      })();
    `);
    expect(suspects).toMatchObject([{ events: ['done', 'error'] }]);
    const [one] = suspects as [(typeof suspects)[0]];
    expect(one.gains[0]!.name).toMatch(/^scope of .*errorListener, resolver/);
    expect(one.gains[0]!.counts).toEqual([1500, 1500]);
    expect(one.gains.map(({ name }) => name)).toContain('bound function onceWrapper');
    expect(one.fixIdea).toMatch(/^once\(bus, "done", \{ signal \}\)/);
    expect(one.share).toBeGreaterThan(0.8);
    expect(one.share).toBeLessThanOrEqual(1);
    expect(suspectLines(one, 1, 120)[0]).toMatch(/^1 {2}listeners of "done", "error" on globalThis\.bus /);
  });
});
