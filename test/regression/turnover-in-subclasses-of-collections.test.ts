import { expect, it } from 'vitest';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { takenSnapshots } from '../profiling/heap-snapshot/takenSnapshot.ts';

/** Each has sessions of which all become greater, and the oldest of which is replaced by a new one. */
const program = `
  class Sessions extends Map {} class Users extends Sessions {} class Ring extends Array {}
  class Session { log = []; add(length) { for (let i = 0; i < length; i++) this.log.push({ at: n++, text: ['line', n + 0.5] }); return this; } }
  let n = 0, next = 0;
  globalThis.sessions = new Users(); globalThis.ring = new Ring();
  const added = () => new Session().add(1200);
  for (; next < 4; next++) { sessions.set('s' + next, added()); ring.push(added()); }
  for (const list of [[...sessions.values()], ring]) list.forEach((one, at) => one.add(1200 * (3 - at)));
  function work() {
    for (const one of [...sessions.values(), ...ring]) one.add(1200);
    sessions.delete('s' + (next - 4)); sessions.set('s' + next++, added());
    ring.shift(); ring.push(added());
  }
  work(); snap('a'); work(); snap('b'); work(); snap('c');`;

it('what fills up in an instance of a class of Maps or Arrays while others of it end is no leak (was: two)', {
  timeout: 120_000,
}, async () => {
  const path = await takenSnapshots(program);
  const file = (name: string) => new SnapshotFile(path(name)).read();
  const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
  expect(findSuspects(new HeapSnapshot(await file('c')), earlier).suspects).toEqual([]);
});
