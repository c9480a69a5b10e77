import { describe, expect, it } from 'vitest';
import { MemoryGroup, noGroups } from './MemoryGroup.ts';
import { Program } from './Program.ts';

const timeoutMs = 60_000;

const byHand = `
  import { MemoryMonitor } from 'tidemark';
  import { MemoryPressureManager } from 'tidemark/pressure';
  const manager = new MemoryPressureManager({ monitor: new MemoryMonitor() });
  let held;
  // Let go of at the last moment, so that V8 cannot have collected it before. While V8 marks, new objects count as live: one
  // collection ends that, as long as all is held.
  const fill = () => {
    held = [];
    for (let index = 0; index < 600_000; index++) held.push({ index, list: [index] });
    manager.forceGarbageCollection({ maxPauseMs: 20_000 });
    held = undefined;
  };
  fill();
  const forced = manager.forceGarbageCollection({ maxPauseMs: 20_000 });
  fill();
  const compacted = await manager.compactHeap({ maxPauseMs: 20_000 });
  fill();
  const released = await manager.releaseUnusedMemory({ maxPauseMs: 20_000 });
  const refused = manager.forceGarbageCollection({ maxPauseMs: 0.001 });
  console.log(JSON.stringify({ forced, compacted, released, refused, exposed: typeof gc }));
`;

const mib = 2 ** 20;

describe('in a real process', () => {
  it('collections need no flag, and say what they freed', async () => {
    const program = await Program.run(byHand, { timeoutMs });
    expect(await program.closed).toBe(0);
    const { forced, compacted, released, refused, exposed } = JSON.parse(program.stdout);
    expect(exposed).toBe('undefined');
    for (const each of [forced, compacted, released]) {
      expect(each).toMatchObject({ performed: true });
      expect(each.freedBytes).toBeGreaterThan(10 * mib);
      expect(each.pauseMs).toBeGreaterThan(0);
    }
    expect(compacted.rssBytesBefore - compacted.rssBytesAfter).toBeGreaterThan(10 * mib);
    expect(compacted.heapTotalBytesAfter).toBeLessThan(compacted.heapTotalBytesBefore);
    expect(refused.reason).toMatch(/^A collection would pause for about/);
  });

  it('a manager that answers pressure does not keep it alive', async () => {
    const text = `
      import { startMemoryMonitoring } from 'tidemark';
      const manager = await startMemoryMonitoring().pressure;
      manager.enableAutomaticManagement();
      manager.setAggressiveGC(true);
      process.on('memoryPressure', () => {});
      console.log(manager.getCurrentPressureLevel());
    `;
    const program = await Program.run(text, { timeoutMs });
    expect([await program.closed, program.stdout, program.stderr]).toEqual([0, 'normal\n', '']);
  });
});

/** Fills a cache for 15 s, with 4 MB each tenth of a second, half of it in buffers. */
const filling = `
  import { MemoryMonitor } from 'tidemark';
  import { MemoryPressureManager } from 'tidemark/pressure';
  const [mode] = process.argv.slice(2);
  const entries = new Map();
  const drop = (share) => {
    const count = Math.ceil(entries.size * share);
    for (const key of [...entries.keys()].slice(0, count)) entries.delete(key);
    return { entries: count, bytes: count * 2 ** 21 };
  };
  const cache = {
    name: 'pages',
    prune: (mode) => drop(mode === 'normal' ? 0.25 : 0.75),
    clear: () => drop(1),
  };
  const monitor = new MemoryMonitor();
  monitor.start();
  const manager = new MemoryPressureManager({ monitor, cache });
  if (mode === 'managed') manager.enableAutomaticManagement();
  let key = 0;
  const timer = setInterval(() => {
    for (let index = 0; index < 2; index++) {
      const list = Array.from({ length: 2 ** 17 }, (_, place) => place + 0.5);
      entries.set(key++, [list, Buffer.alloc(2 ** 20, key)]);
    }
    if (key < 300) return;
    clearInterval(timer);
    const cause = manager.evidence.length;
    console.log(JSON.stringify({ applied: manager.applied, kept: entries.size, cause }));
  }, 100);
`;

/** It takes 15 s, and has taken more than 60 s at a load of 25 on two cores. */
const fillingMs = 240_000;

describe('a cache that outgrows its container', { timeout: 2 * fillingMs + 20_000 }, () => {
  it('is the end of a process that is not managed, and not of one that is', async (context) => {
    const group = MemoryGroup.make(256);
    if (group === undefined) return context.skip(noGroups);
    const options = { group, flags: ['--max-old-space-size=2000'], timeoutMs: fillingMs };
    const unmanaged = await Program.run(filling, { ...options, args: ['unmanaged'] });
    expect(await unmanaged.closed, await unmanaged.account()).toBe('SIGKILL');
    const managed = await Program.run(filling, { ...options, args: ['managed'] });
    expect(await managed.closed, await managed.account()).toBe(0);
    const { applied, kept } = JSON.parse(managed.stdout);
    expect(kept).toBeGreaterThan(0);
    const critical = applied.filter(
      ({ strategy, measured, result }: { strategy: string; measured: boolean; result: string }) =>
        strategy === 'critical-memory' && measured && result === 'freed',
    );
    expect(critical.length).toBeGreaterThan(0);
    expect(critical[0].reason).toMatch(/^Memory of the container is at/);
  });
});
