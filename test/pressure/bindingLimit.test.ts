import { describe, expect, it } from 'vitest';
import { MemoryGroup, noGroups } from './MemoryGroup.ts';
import { Program } from './Program.ts';

const mib = 2 ** 20;

/**
 * Fills memory until it dies, and says at each step what a manager that only looks thinks of it. Nothing is done about it,
 * so what ends the process is what would have ended it.
 */
const filling = `
  import { writeFileSync, writeSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { MemoryMonitor } from 'tidemark';
  import { MemoryPressureManager } from 'tidemark/pressure';
  const { kind, lowered } = JSON.parse(process.argv[2]);
  const monitor = new MemoryMonitor();
  const manager = new MemoryPressureManager({ monitor });
  const held = [];
  const step = () => {
    if (kind === 'buffers') held.push(Buffer.alloc(2 ** 20, 1));
    else held.push(Array.from({ length: 2 ** 17 }, (_, index) => index + 0.5));
  };
  const say = () => {
    const level = manager.getCurrentPressureLevel();
    const { containerLimitBytes } = monitor.getCurrentUsage();
    const { binding } = monitor.capacity();
    writeSync(1, JSON.stringify({ level, kind: binding.kind, ratio: binding.ratio, containerLimitBytes }) + '\\n');
  };
  say();
  if (lowered) {
    for (let count = 0; count < 20; count++) step();
    writeFileSync(lowered.file, String(lowered.bytes));
    // Limits are looked at every two seconds.
    await sleep(2500);
  }
  for (;;) {
    step();
    say();
    await sleep(1);
  }
`;

interface Look {
  readonly level: string;
  readonly kind: string;
  readonly ratio: number;
  readonly containerLimitBytes: number;
}

interface End {
  readonly signal: string | number | null;
  readonly errors: string;
  readonly looks: readonly Look[];
}

/** Runs the program in the group to its end. */
async function fill(group: MemoryGroup, heapMegabytes: number, order: object): Promise<End> {
  const program = await Program.run(filling, {
    group,
    flags: [`--max-old-space-size=${heapMegabytes}`],
    args: [JSON.stringify(order)],
    timeoutMs: 60_000,
  });
  const looks = program.said as unknown as Look[];
  return { signal: await program.closed, errors: program.stderr, looks };
}

describe('the limit that binds is the one that kills', { timeout: 100_000 }, () => {
  it('where the container is smaller than the heap may become: the kernel, at the container’s limit', async (context) => {
    const group = MemoryGroup.make(160);
    if (group === undefined) return context.skip(noGroups);
    const { signal, looks } = await fill(group, 1000, { kind: 'objects' });
    expect(signal).toBe('SIGKILL');
    expect(looks[0]).toMatchObject({ level: 'normal' });
    const last = looks.at(-1)!;
    expect(last).toMatchObject({ level: 'critical', kind: 'container', containerLimitBytes: 160 * mib });
    expect(last.ratio).toBeGreaterThan(0.95);
  });

  it('where memory is outside of the heap: the kernel, whatever the heap’s limit', async (context) => {
    const group = MemoryGroup.make(160);
    if (group === undefined) return context.skip(noGroups);
    const { signal, looks } = await fill(group, 80, { kind: 'buffers' });
    expect(signal).toBe('SIGKILL');
    expect(looks.at(-1)).toMatchObject({ level: 'critical', kind: 'container' });
  });

  it('where the heap’s limit is smaller than the container: V8, at the heap’s limit', async (context) => {
    const group = MemoryGroup.make(600);
    if (group === undefined) return context.skip(noGroups);
    const { signal, errors, looks } = await fill(group, 80, { kind: 'objects' });
    expect(signal).toBe('SIGABRT');
    expect(errors).toMatch(/JavaScript heap out of memory/);
    const last = looks.at(-1)!;
    expect(last).toMatchObject({ level: 'critical', kind: 'heap' });
    expect(last.ratio).toBeGreaterThan(0.85);
  });

  it('where a parent has the smaller limit: the kernel, at the parent’s', async (context) => {
    const parent = MemoryGroup.make(170);
    const child = parent && MemoryGroup.make(800, parent);
    if (child === undefined) return context.skip(noGroups);
    const { signal, looks } = await fill(child, 1000, { kind: 'buffers' });
    expect(signal).toBe('SIGKILL');
    expect(looks.at(-1)).toMatchObject({
      level: 'critical',
      kind: 'container',
      containerLimitBytes: 170 * mib,
    });
  });

  it('where the limit is lowered live: the kernel, at the new one', async (context) => {
    const group = MemoryGroup.make(800);
    if (group === undefined) return context.skip(noGroups);
    const lowered = { file: group.limitFile, bytes: 180 * mib };
    const { signal, looks } = await fill(group, 1000, { kind: 'buffers', lowered });
    expect(signal).toBe('SIGKILL');
    expect(looks[0]).toMatchObject({ containerLimitBytes: 800 * mib });
    expect(looks.at(-1)).toMatchObject({
      level: 'critical',
      kind: 'container',
      containerLimitBytes: 180 * mib,
    });
  });

  it('where a parent’s limit is lowered live: the kernel, at that', async (context) => {
    const parent = MemoryGroup.make(800);
    const child = parent && MemoryGroup.make(400, parent);
    if (parent === undefined || child === undefined) return context.skip(noGroups);
    const lowered = { file: parent.limitFile, bytes: 180 * mib };
    const { signal, looks } = await fill(child, 1000, { kind: 'buffers', lowered });
    expect(signal).toBe('SIGKILL');
    expect(looks[0]).toMatchObject({ containerLimitBytes: 400 * mib });
    expect(looks.at(-1)).toMatchObject({ level: 'critical', containerLimitBytes: 180 * mib });
  });
});
