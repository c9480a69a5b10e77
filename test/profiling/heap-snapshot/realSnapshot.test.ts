import { createReadStream } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { newKernels } from '../../../src/profiling/heap-snapshot/newKernels.ts';
import { readSnapshot } from '../../../src/profiling/heap-snapshot/readSnapshot.ts';
import { SnapshotFile } from '../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { takenSnapshots } from './takenSnapshot.ts';

const program = `
  class Session { constructor(i) { this.token = 'token-' + i; this.data = new Array(100).fill(i + 0.5); } }
  globalThis.sessions = new Map();
  for (let i = 0; i < 500; i++) sessions.set('session ' + i, new Session(i));
  globalThis.points = Array.from({ length: 300 }, (_, i) => ({ longitude: 'x' + i, latitude: 'y' + i }));
  globalThis.attached = new WeakMap();
  for (const session of sessions.values()) attached.set(session, { note: 'n' + session.token, session });
  snap('heap');
`;

describe('a snapshot of this Node.js', () => {
  it('tells classes, sizes, distances and interfaces', async () => {
    const path = (await takenSnapshots(program))('heap');
    const file = new SnapshotFile(path);
    onTestFinished(() => file.close());
    const snapshot = new HeapSnapshot(await file.read());
    const sessions = snapshot.histogram.find(({ name }) => name === 'Session')!;
    expect(sessions).toMatchObject({ count: 500, place: { line: 3 } });
    // A hundred doubles are an array of its own, which belongs to the session's array.
    expect(sessions.retainedBytes / 500).toBeGreaterThan(800);
    expect(sessions.shallowBytes / 500).toBeLessThan(200);
    expect(
      snapshot.histogram.find(({ name }) => name === '{longitude, latitude}')?.count,
    ).toBeGreaterThanOrEqual(300);
    const map = snapshot.histogram.find(({ name }) => name === 'Map')!;
    expect(map.retainedBytes).toBeGreaterThan(sessions.retainedBytes);
    // The value in a WeakMap hangs on its key.
    const { graph, tree, classes, distances } = snapshot;
    const note = classes.classOf.findIndex((number) => classes.classes[number]!.name === '{note, session}');
    expect(graph.nameOf(tree.dominatorOf(note))).toBe('Session');
    expect(distances[tree.dominatorOf(note)]).toBeLessThan(distances[note]!);
    const sum = snapshot.histogram.reduce((total, { shallowBytes }) => total + shallowBytes, 0);
    expect(sum).toBe(snapshot.totalBytes);
    expect(snapshot.nodeWithId(graph.nodes.ids[note]!)).toBe(note);
    expect(snapshot.nodeWithId(2 ** 31)).toBeUndefined();
  });

  it('is the same from a stream and from a file, with every kernel', async () => {
    const path = (await takenSnapshots(program))('heap');
    const told = (snapshot: HeapSnapshot) => ({
      classes: snapshot.histogram,
      retained: Buffer.from(snapshot.tree.retainedSizes).toString('base64'),
      dominators: Buffer.from(snapshot.tree.dominators.slice(1)).toString('base64'),
      distances: Buffer.from(snapshot.distances).toString('base64'),
    });
    const results: unknown[] = [];
    for (const kernel of newKernels()) {
      const file = new SnapshotFile(path);
      results.push(told(new HeapSnapshot(await file.read({ kernel }))));
      file.close();
    }
    const chunks = createReadStream(path, { highWaterMark: 70_001 });
    results.push(told(new HeapSnapshot(await readSnapshot({ chunks }))));
    for (const result of results) expect(result).toEqual(results[0]);
    expect(results.length).toBeGreaterThan(1);
  });
});
