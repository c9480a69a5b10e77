import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');
const mountPoint = '/sys/fs/cgroup/memory';
const reason = 'needs root and a control group hierarchy of version 1';
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
  readonly signal: string | null;
  readonly errors: string;
  readonly looks: readonly Look[];
}

let program: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-'));
  const { outputFiles } = await build({
    stdin: { contents: filling, resolveDir: root, loader: 'ts' },
    alias: {
      'tidemark/pressure': join(root, 'src/pressure/index.ts'),
      tidemark: join(root, 'src/index.ts'),
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
  });
  program = join(folder, 'program.mjs');
  writeFileSync(program, outputFiles[0]?.text ?? '');
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Makes a memory group for the length of one test; `undefined` where this machine does not let us. */
function memoryGroup(name: string, megabytes: number): string | undefined {
  const directory = join(mountPoint, `tidemark-binding-${process.pid}-${name}`);
  try {
    mkdirSync(directory);
    onTestFinished(() => rmdirSync(directory));
    writeFileSync(join(directory, 'memory.limit_in_bytes'), String(megabytes * mib));
    return directory;
  } catch {
    return undefined;
  }
}

/** Runs the program in the group from its first moment on, to its end. */
function fill(group: string, heapMegabytes: number, order: object): Promise<End> {
  const script = 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"';
  const node = [process.execPath, `--max-old-space-size=${heapMegabytes}`, program, JSON.stringify(order)];
  const child = spawn('sh', ['-c', script, 'sh', group, ...node], { timeout: 60_000 });
  let lines = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    lines += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (_code, signal) => {
      const looks = lines.trim().split('\n');
      resolve({ signal, errors, looks: looks.map((line) => JSON.parse(line) as Look) });
    });
  });
}

describe('the limit that binds is the one that kills', { timeout: 100_000 }, () => {
  it('where the container is smaller than the heap may become: the kernel, at the container’s limit', async (context) => {
    const group = memoryGroup('below', 160);
    if (group === undefined) return context.skip(reason);
    const { signal, looks } = await fill(group, 1000, { kind: 'objects' });
    expect(signal).toBe('SIGKILL');
    expect(looks[0]).toMatchObject({ level: 'normal' });
    const last = looks.at(-1)!;
    expect(last).toMatchObject({ level: 'critical', kind: 'container', containerLimitBytes: 160 * mib });
    expect(last.ratio).toBeGreaterThan(0.95);
  });

  it('where memory is outside of the heap: the kernel, whatever the heap’s limit', async (context) => {
    const group = memoryGroup('outside', 160);
    if (group === undefined) return context.skip(reason);
    const { signal, looks } = await fill(group, 80, { kind: 'buffers' });
    expect(signal).toBe('SIGKILL');
    expect(looks.at(-1)).toMatchObject({ level: 'critical', kind: 'container' });
  });

  it('where the heap’s limit is smaller than the container: V8, at the heap’s limit', async (context) => {
    const group = memoryGroup('above', 600);
    if (group === undefined) return context.skip(reason);
    const { signal, errors, looks } = await fill(group, 80, { kind: 'objects' });
    expect(signal).toBe('SIGABRT');
    expect(errors).toMatch(/JavaScript heap out of memory/);
    const last = looks.at(-1)!;
    expect(last).toMatchObject({ level: 'critical', kind: 'heap' });
    expect(last.ratio).toBeGreaterThan(0.85);
  });

  it('where a parent has the smaller limit: the kernel, at the parent’s', async (context) => {
    const parent = memoryGroup('parent', 170);
    const child = parent && memoryGroup('parent/child', 800);
    if (child === undefined) return context.skip(reason);
    const { signal, looks } = await fill(child, 1000, { kind: 'buffers' });
    expect(signal).toBe('SIGKILL');
    expect(looks.at(-1)).toMatchObject({
      level: 'critical',
      kind: 'container',
      containerLimitBytes: 170 * mib,
    });
  });

  it('where the limit is lowered live: the kernel, at the new one', async (context) => {
    const group = memoryGroup('lowered', 800);
    if (group === undefined) return context.skip(reason);
    const lowered = { file: join(group, 'memory.limit_in_bytes'), bytes: 180 * mib };
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
    const parent = memoryGroup('above-it', 800);
    const child = parent && memoryGroup('above-it/child', 400);
    if (parent === undefined || child === undefined) return context.skip(reason);
    const lowered = { file: join(parent, 'memory.limit_in_bytes'), bytes: 180 * mib };
    const { signal, looks } = await fill(child, 1000, { kind: 'buffers', lowered });
    expect(signal).toBe('SIGKILL');
    expect(looks[0]).toMatchObject({ containerLimitBytes: 400 * mib });
    expect(looks.at(-1)).toMatchObject({ level: 'critical', containerLimitBytes: 180 * mib });
  });
});
