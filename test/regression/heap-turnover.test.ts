import { describe, expect, it } from 'vitest';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import type { SuspectReport } from '../../src/wire/snapshot.ts';
import { takenSnapshots } from '../profiling/heap-snapshot/takenSnapshot.ts';

/** What three snapshots say of a program that has `work(round)` done twice between them. */
async function reportOf(program: string): Promise<SuspectReport> {
  const path = await takenSnapshots(`${program}
    // In turns of their own, since registers keep what the one before has used.
    let round = 0;
    const steps = ['a', 'b', 'c'].flatMap((name) => [() => work(round++), () => work(round++), () => snap(name)]);
    const step = () => { steps.shift()(); if (steps.length > 0) setImmediate(step); };
    step();
  `);
  const file = (name: string) => new SnapshotFile(path(name)).read();
  const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
  return findSuspects(new HeapSnapshot(await file('c')), earlier);
}

/** A session of 200 numbers, kept in a Map that is left in the order in which it was entered. */
const sessions = `
  class Session { constructor(i) { this.data = Array.from({ length: 200 }, (_, n) => n + i + 0.5); } }
  globalThis.sessions = new Map();
  globalThis.index = new Map();
  let next = 0;
  function enter(count) { for (let i = 0; i < count; i++) { const s = new Session(next); sessions.set('s' + next, s); index.set('i' + next++, s); } }
  function leave(count) {
    for (const key of [...sessions.keys()].slice(0, count)) { sessions.delete(key); index.delete('i' + key.slice(1)); }
  }
`;

describe('a program with turnover', { timeout: 120_000 }, () => {
  it('is not accused where as much goes as comes (was: of all that had come and not gone yet)', async () => {
    const report = await reportOf(`${sessions}
      enter(600);
      function work() { leave(200); enter(200); }
    `);
    expect(report.suspects).toEqual([]);
    expect(Math.abs(report.grownBytes)).toBeLessThan(200_000);
  });

  it('is not accused of single sessions that fill up while others end', async () => {
    const report = await reportOf(`
      globalThis.rooms = new Map();
      let next = 0;
      const fill = (room, count) => { for (let n = 0; n < count; n++) room.log.push({ text: 'line ' + n }); };
      for (let age = 5; age >= 0; age--) { const room = { log: [] }; fill(room, 2000 * age); rooms.set(next++, room); }
      function work() {
        for (const room of rooms.values()) fill(room, 2000);
        rooms.delete(rooms.keys().next().value);
        rooms.set(next++, { log: [] });
      }
    `);
    expect(report.suspects).toEqual([]);
  });

  it('is accused of what it leaks beside, and of no more than that', async () => {
    const report = await reportOf(`${sessions}
      enter(600);
      globalThis.forgotten = new Map();
      function work(round) {
        leave(200); enter(200);
        for (let i = 0; i < 100; i++) forgotten.set(round + ' ' + i, { data: Array.from({ length: 200 }, (_, n) => n + 0.5) });
      }
    `);
    expect(report.suspects.map(({ path }) => path)).toEqual(['globalThis.forgotten']);
    const [{ bytes, gains }] = report.suspects as [(typeof report.suspects)[0]];
    expect(gains[0]).toMatchObject({ name: '{data}', counts: [200, 200] });
    expect(bytes).toBeLessThan(report.grownBytes * 1.1);
  });

  it('is accused of a Map from which less goes than comes, by the difference', async () => {
    const report = await reportOf(`${sessions}
      enter(600);
      function work() { leave(150); enter(200); }
    `);
    const paths = report.suspects.map(({ path }) => path);
    expect(['globalThis.sessions', 'globalThis.index']).toContain(paths[0]);
    const { bytes, sharedBytes, gains } = report.suspects[0]!;
    expect(gains.find(({ name }) => name === 'Session')).toMatchObject({ counts: [100, 100] });
    expect(bytes + sharedBytes).toBeLessThan(report.grownBytes * 1.1);
  });

  it('is accused where what leaks, and what comes and goes, has maps of its own', async () => {
    const report = await reportOf(`
      class Part { constructor(n) { this.links = new Map(Array.from({ length: 8 }, (_, i) => [i, n + i + 0.5])); } }
      globalThis.parts = new Map();
      const queue = [];
      let next = 0;
      function make(count, isKept) {
        for (let i = 0; i < count; i++) { const id = next++; parts.set(id, new Part(id)); if (!isKept) queue.push(id); }
      }
      make(6000, false);
      function work() {
        for (const id of queue.splice(0, 1000)) parts.delete(id);
        make(1000, false);
        make(150, true);
      }
    `);
    expect(report.suspects.map(({ path }) => path)).toEqual(['globalThis.parts']);
    expect(report.suspects[0]?.gains[0]).toMatchObject({ name: 'Part' });
  });

  it('is not accused where one interval grew and the other shrank', async () => {
    const report = await reportOf(`${sessions}
      enter(600);
      function work(round) { if (round < 4) enter(200); else leave(300); }
    `);
    expect(report.suspects).toEqual([]);
  });
});
