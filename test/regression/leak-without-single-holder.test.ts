import { describe, expect, it } from 'vitest';
import {
  restSentence,
  spreadLines,
  suspectLines,
  verdictSentence,
} from '../../src/cli/snapshot/suspectSentences.ts';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { takenSnapshots } from '../profiling/heap-snapshot/takenSnapshot.ts';

/** Owners that gain little each, beside a cache of objects of the same class that fills up in the first interval. */
const program = `
  class Order { constructor(id) { this.id = id; this.note = 'note ' + id + ' ' + Math.random(); } }
  globalThis.owners = Array.from({ length: 100 }, (_, i) => ({ name: 'owner' + i, orders: [] }));
  globalThis.others = [...owners];
  globalThis.filled = new Map();
  let id = 0;
  function work(round) {
    for (let i = 0; i < 3000; i++) {
      owners[i % 100].orders.push(new Order(++id));
      if (round === 0) filled.set(id, new Order(id));
    }
  }
  snap('a'); work(0); snap('b'); work(1); snap('c');
`;

describe('a leak that is the same in several objects', { timeout: 300_000 }, () => {
  it('is one suspect with the growth of all (was: as many with one id)', async () => {
    const path = await takenSnapshots(`
      class Order { constructor(id) { this.id = id; this.note = 'note ' + id + ' ' + Math.random(); } }
      globalThis.sockets = Array.from({ length: 5 }, () => ({ orders: [] }));
      globalThis.others = [...sockets];
      let id = 0;
      function work() { for (let i = 0; i < 5000; i++) sockets[i % 5].orders.push(new Order(++id)); }
      snap('a'); work(); snap('b'); work(); snap('c');
    `);
    const file = (name: string) => new SnapshotFile(path(name)).read();
    const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
    const { suspects } = findSuspects(new HeapSnapshot(await file('c')), earlier);
    expect(suspects).toMatchObject([{ className: 'Array', objects: 5 }]);
    const [one] = suspects as [(typeof suspects)[0]];
    expect(one.gains[0]).toMatchObject({ name: 'Order', counts: [5000, 5000] });
    expect(one.share).toBeGreaterThan(0.8);
    const gain = (name: string, ...counts: number[]) => ({ name, counts, bytes: 1, place: undefined });
    const lines = (...gains: ReturnType<typeof gain>[]) =>
      suspectLines({ ...one, gains }, 1, 200).filter((line) => line.includes('gains'));
    expect(lines(gain('Order', 18, -1), gain('(object shape)', 1, 1))).toEqual(['   gains +18 -1 Order']);
    expect(lines(gain('(array)', 0, 0))).toEqual([]);
    const [title, such] = suspectLines(one, 1, 200);
    expect(title).toMatch(/^1 {2}orders, an Array in each of 5 \{orders\} objects /);
    expect(such).toMatch(/^ {3}such as globalThis\.\w+\[\d\]\.orders \(Array\): @\d+ grew most$/);
  });
});

describe('a leak of which many places hold a little', { timeout: 300_000 }, () => {
  it('is told as spread over them, and a full cache of the same class is not accused (was, with its growth)', async () => {
    const path = await takenSnapshots(program);
    const file = (name: string) => new SnapshotFile(path(name)).read();
    const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
    const report = findSuspects(new HeapSnapshot(await file('c')), earlier);
    expect(report.suspects).toEqual([]);
    expect(report.spread).toMatchObject([
      { kind: 'Array', places: 100, gains: [{ name: 'Order', counts: [3000, 3000] }] },
    ]);
    const [spread] = report.spread as [(typeof report.spread)[0]];
    expect(spread.examplePath).toMatch(/^globalThis\.o(?:wn|th)ers\[\d+\]\.orders$/);
    expect(spread.bytes + report.restBytes).toBeLessThanOrEqual(report.steadyBytes);
    expect(verdictSentence(report)).toMatch(/^No single holder of what grew in 3 snapshots\./);
    const lines = spreadLines(spread, 200);
    expect(lines[0]).toMatch(/grew \(.*\), spread over 100 places of the kind Array$/);
    expect(lines[1]).toBe('   gains +3,000 +3,000 Order');
    expect(lines[2]).toMatch(/^ {3}such as globalThis\.o(?:wn|th)ers\[\d+\]\.orders/);
  });
});

describe('a leak of which every place has something in one interval only', { timeout: 300_000 }, () => {
  it('is told by its class and by where most of it is (was: "No leak", and all of it in the rest)', async () => {
    const path = await takenSnapshots(`
      class Order { constructor(id) { this.id = id; this.note = 'note ' + id + ' ' + Math.random(); } }
      class User { orders = new Set(); }
      class Team { orders = new Set(); }
      globalThis.users = Array.from({ length: 2000 }, () => new User());
      globalThis.teams = Array.from({ length: 100 }, () => new Team());
      globalThis.byName = new Map(users.map((user, i) => ['user ' + i, user]));
      globalThis.others = [...teams];
      let id = 0;
      function work(round) {
        for (let i = 0; i < 1000; i++) users[round * 1000 + i].orders.add(new Order(++id));
        for (let i = 0; i < 50; i++) teams[round * 50 + i].orders.add(new Order(++id));
      }
      snap('a'); work(0); snap('b'); work(1); snap('c');
    `);
    const file = (name: string) => new SnapshotFile(path(name)).read();
    const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
    const report = findSuspects(new HeapSnapshot(await file('c')), earlier);
    expect(report.suspects).toEqual([]);
    expect(report.spread).toMatchObject([
      { kind: 'Set', places: 2100, kindPlaces: 2100, gains: [{ name: 'Order', counts: [1050, 1050] }] },
    ]);
    const [spread] = report.spread as [(typeof report.spread)[0]];
    expect(spread.examplePath).toMatch(/^globalThis\.(?:users|teams|others)\[\d+\]\.orders$/);
    expect(verdictSentence(report)).toMatch(/^No single holder of what grew in 3 snapshots\./);
    expect(spreadLines({ ...spread, kindPlaces: 2000 }, 200)[0]).toMatch(
      /spread over 2,100 places, most of it in 2,000 of the kind Set$/,
    );
  });

  it('leaves a rest that says of what it is, and no plain "No leak" beside a large one', () => {
    const report = {
      snapshots: 3,
      heapBytes: [1e6, 2e6, 3e6],
      grownBytes: 2e6,
      steadyBytes: 200_000,
      thresholdBytes: 64 * 1024,
      suspects: [],
      spread: [],
      restBytes: 200_000,
      restGains: [{ name: '(compiled code)', counts: [9, 9], bytes: 90 * 1024, place: undefined }],
    };
    expect(verdictSentence(report)).toMatch(/^No leak of the program's objects in 3 snapshots\./);
    expect(restSentence(report)).toMatch(/what did grow in each interval: 90 kB \(compiled code\)$/);
    const small = { ...report, restBytes: 256 };
    expect(verdictSentence(small)).toMatch(/^No leak in 3 snapshots\./);
    expect(restSentence(small)).toMatch(/^the rest: 256 bytes.*, less than the 64 kB from which on/);
  });
});
