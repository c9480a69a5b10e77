import { describe, expect, it } from 'vitest';
import { suspectLines } from '../../../../src/cli/snapshot/suspectSentences.ts';
import { HeapSnapshot } from '../../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import type { SuspectReport } from '../../../../src/wire/snapshot.ts';
import { takenSnapshots } from '../takenSnapshot.ts';

async function reportOf(program: string): Promise<SuspectReport> {
  const path = await takenSnapshots(
    `${program}; work(0); snap('a'); work(1); snap('b'); work(2); snap('c');`,
  );
  const file = (name: string) => new SnapshotFile(path(name)).read();
  const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
  return findSuspects(new HeapSnapshot(await file('c')), earlier);
}

const connections = `
  class Connection { constructor(id) { this.id = id; this.log = []; } }
  globalThis.connections = new Map();
  let n = 0, next = 0;
  for (; next < 30; next++) connections.set('c' + next, new Connection(next));
  const line = () => ({ at: n++, data: new Array(10).fill(n + 0.5) });
`;

describe('a leak in each of many objects of a healthy collection', { timeout: 240_000 }, () => {
  it('is told of their field, and not of the collection, with an id that is the same in each run', async () => {
    const program = `${connections} function work() {
      for (const one of connections.values()) for (let i = 0; i < 80; i++) one.log.push(line()); }`;
    const { suspects } = await reportOf(program);
    expect(suspects).toMatchObject([
      {
        path: expect.stringMatching(/^globalThis\.connections\.get\("c\d+"\)\.log$/),
        className: 'Array',
        objects: 30,
        owner: { className: 'Connection', field: 'log' },
        through: undefined,
      },
    ]);
    const [one] = suspects as [(typeof suspects)[0]];
    expect(one.gains[0]!.counts).toEqual([2400, 2400]);
    expect(one.grownBytes).toBe(one.bytesPerInterval.reduce((sum, bytes) => sum + bytes, 0));
    const [title, ...lines] = suspectLines(one, 1, 120);
    expect(title).toMatch(/^1 {2}log, an Array in each of 30 Connection objects /);
    expect(lines[0]).toMatch(
      /^ {3}such as globalThis\.connections\.get\("c\d+"\)\.log \(Array\): @\d+ grew most$/,
    );
    const again = await reportOf(program);
    expect(again.suspects.map(({ fingerprint }) => fingerprint)).toEqual([one.fingerprint]);
  });

  it('is told beside turnover, of which nobody is accused', async () => {
    const { suspects } = await reportOf(
      `${connections} function work() {
      for (const one of [...connections.values()].slice(0, 30)) for (let i = 0; i < 80; i++) one.log.push(line());
      for (let i = 0; i < 100; i++) {
        const one = new Connection(next);
        for (let i = 0; i < 20; i++) one.log.push(line());
        connections.set('c' + next++, one);
        connections.delete('c' + (next - 150));
      } }`.replace("'c' + (next - 150)", "'c' + (next - 150 < 30 ? -1 : next - 150)"),
    );
    expect(suspects.map(({ objects, owner }) => [objects, owner?.field])).toEqual([[30, 'log']]);
  });

  it('is none where connections fill up while others end', async () => {
    const { suspects } = await reportOf(`${connections} function work() {
      for (let i = 0; i < 40; i++) {
        connections.set('c' + next, new Connection(next++));
        if (connections.size > 120) connections.delete(connections.keys().next().value);
      }
      for (const one of connections.values()) for (let i = 0; i < 40; i++) one.log.push(line());
    }
    for (let i = 0; i < 8; i++) work();`);
    expect(suspects).toEqual([]);
  });
});

describe('what holds a leak', { timeout: 240_000 }, () => {
  it('is named, also where it does over variables that several functions share', async () => {
    const { suspects } = await reportOf(`
      globalThis.a = new Map(); globalThis.b = new Map(); let n = 0;
      function work() { for (let i = 0; i < 300; i++) {
        const item = { data: new Array(100).fill(n++ + 0.5) };
        a.set(n, item); b.set(n, () => item); setTimeout(() => item, 1e6).unref(); } }`);
    const one = suspects.find(({ sharedBytes }) => sharedBytes > 0)!;
    const held = [one.path, ...one.sharedWith];
    expect(held).toContain('globalThis.a');
    expect(held).toContain('globalThis.b');
    expect(held.some((path) => path.startsWith('timers of 1,000,000 ms: setTimeout callback'))).toBe(true);
  });

  it('is the holder of the keys of a WeakMap, which says so', async () => {
    const { suspects } = await reportOf(`
      class User {} globalThis.meta = new WeakMap(); globalThis.users = []; let n = 0;
      function work() { for (let i = 0; i < 200; i++) {
        const user = new User(); users.push(user); meta.set(user, { data: new Array(100).fill(n++ + 0.5) }); } }`);
    expect(suspects).toMatchObject([
      {
        path: 'globalThis.users',
        weakMap: 'globalThis.meta',
        fixIdea: expect.stringMatching(/go with their keys/),
      },
    ]);
    const text = suspectLines(suspects[0]!, 1, 120).join('\n');
    expect(text).toContain(
      'these are keys of a WeakMap, globalThis.meta, whose values live as long as they do',
    );
  });

  it('is told with the objects that hold it, and with no others (was: "in 40 objects", of 20 contexts)', async () => {
    const { suspects } = await reportOf(`
      const vm = require('node:vm'); globalThis.kept = [];
      function work() { for (let i = 0; i < 10; i++) kept.push(vm.runInNewContext('(() => 1)')); }`);
    expect(suspects).toMatchObject([{ path: 'globalThis.kept', through: undefined }]);
    expect(suspects[0]!.gains[0]!.counts).toEqual([10, 10]);
  });
});

describe('timers that never end', { timeout: 240_000 }, () => {
  it.each([
    [
      'function again(data) { setTimeout(() => again(data), 1e6); }',
      'again(data())',
      'setTimeout callback (anonymous)()',
    ],
    [
      '',
      '{ const kept = data(); setInterval(function poll() { return kept; }, 1e6); }',
      'setInterval callback poll()',
    ],
    [
      'const sleep = require("node:timers/promises").setTimeout; async function wait(data) { for (;;) { await sleep(1e6); data.length; } }',
      'wait(data())',
      'waited for by wait()',
    ],
  ])('are told by what they call and how many there are', async (head, each, words) => {
    const { suspects } = await reportOf(`${head}
      let n = 0; const data = () => new Array(500).fill(n++ + 0.5);
      setTimeout(() => process.exit(), 1);
      function work() { for (let i = 0; i < 60; i++) ${each} }`);
    expect(suspects).toMatchObject([
      { className: 'TimersList', entries: 180, fixIdea: expect.stringMatching(/clear/) },
    ]);
    expect(suspects[0]!.path).toContain(`timers of 1,000,000 ms: ${words}`);
    expect(suspects[0]!.path).not.toMatch(/_idle/);
    expect(suspectLines(suspects[0]!, 1, 200)[0]).toMatch(/^1 {2}180 timers of 1,000,000 ms: /);
  });
});
