import { expect, it } from 'vitest';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { takenSnapshots } from '../profiling/heap-snapshot/takenSnapshot.ts';

/** As many actors at any time, of whom some leave their listener behind. */
const program = `
  class World { bus = { listeners: new Map([['weather', new Set()]]) }; actors = new Map(); stops = new Map(); }
  const world = globalThis.world = new World();
  let id = 0;
  function subscribe(listener) {
    const set = world.bus.listeners.get('weather');
    set.add(listener);
    return () => set.delete(listener);
  }
  function create() {
    const actorId = ++id;
    const plan = Array.from({ length: 200 }, (_, at) => ({ actorId, at }));
    world.actors.set(actorId, { name: 'actor ' + actorId });
    world.stops.set(actorId, subscribe(() => plan.length));
  }
  let seed = 1;
  function remove() {
    // Whoever comes first need not go first.
    seed = (seed * 1103515245 + 12345) % 2147483648;
    const actorId = [...world.actors.keys()][seed % world.actors.size];
    if (actorId % 3 !== 0) world.stops.get(actorId)();
    world.stops.delete(actorId);
    world.actors.delete(actorId);
  }
  for (let i = 0; i < 600; i++) create();
  function work(times) { for (let i = 0; i < times; i++) { remove(); create(); } }
  work(600); snap("a"); work(500); snap("b"); work(500); snap("c");
`;

it('what one object lets go of and another one keeps is told of that one alone (was: both, half each)', {
  timeout: 120_000,
}, async () => {
  const path = await takenSnapshots(program);
  const earlier = [
    summaryOf(await new SnapshotFile(path('a')).read()),
    summaryOf(await new SnapshotFile(path('b')).read()),
  ];
  const last = new HeapSnapshot(await new SnapshotFile(path('c')).read());
  const { suspects } = findSuspects(last, earlier);
  expect(suspects.map(({ path }) => path)).toEqual(['globalThis.world.bus.listeners.get("weather")']);
  expect(suspects[0]!.share).toBeGreaterThan(0.8);
});
