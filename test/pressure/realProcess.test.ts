import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');
const mountPoint = '/sys/fs/cgroup/memory';

async function programFile(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: root, loader: 'ts' },
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
  const file = join(folder, 'program.mjs');
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return file;
}

interface Ended {
  readonly code: number | string | undefined;
  readonly signal: string | undefined;
  readonly lines: readonly string[];
}

function run(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 60_000, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      resolve({
        code: error?.code ?? 0,
        signal: error?.signal ?? undefined,
        lines: `${stdout}${stderr}`.trim().split('\n'),
      });
    });
  });
}

/** Makes a memory group for the length of one test; `undefined` where this machine does not let us. */
function memoryGroup(megabytes: number): string | undefined {
  const directory = join(mountPoint, `tidemark-pressure-${process.pid}-${megabytes}`);
  try {
    mkdirSync(directory);
    onTestFinished(() => rmdirSync(directory));
    writeFileSync(join(directory, 'memory.limit_in_bytes'), String(megabytes * 2 ** 20));
    return directory;
  } catch {
    return undefined;
  }
}

const byHand = `
  import { MemoryMonitor } from 'tidemark';
  import { MemoryPressureManager } from 'tidemark/pressure';
  const manager = new MemoryPressureManager({ monitor: new MemoryMonitor() });
  const fill = () => {
    const held = [];
    for (let index = 0; index < 600_000; index++) held.push({ index, list: [index] });
    return held.length;
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
    const { code, lines } = await run([await programFile(byHand)]);
    expect(code).toBe(0);
    const { forced, compacted, released, refused, exposed } = JSON.parse(lines[0] ?? '');
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
    const program = `
      import { startMemoryMonitoring } from 'tidemark';
      const manager = await startMemoryMonitoring().pressure;
      manager.enableAutomaticManagement();
      manager.setAggressiveGC(true);
      process.on('memoryPressure', () => {});
      console.log(manager.getCurrentPressureLevel());
    `;
    expect(await run([await programFile(program)])).toEqual({
      code: 0,
      signal: undefined,
      lines: ['normal'],
    });
  });
});

/** Fills a cache for 15 s, with 4 MB each tenth of a second, half of it in buffers. */
const filling = `
  import { writeFileSync } from 'node:fs';
  import { MemoryMonitor } from 'tidemark';
  import { MemoryPressureManager } from 'tidemark/pressure';
  const [group, mode] = process.argv.slice(2);
  writeFileSync(group + '/cgroup.procs', String(process.pid));
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

describe('a cache that outgrows its container', { timeout: 100_000 }, () => {
  it('is the end of a process that is not managed, and not of one that is', async (context) => {
    const group = memoryGroup(256);
    if (group === undefined) return context.skip('needs root and a control group hierarchy of version 1');
    const file = await programFile(filling);
    const args = ['--max-old-space-size=2000', file, group];
    const unmanaged = await run([...args, 'unmanaged']);
    expect(unmanaged).toMatchObject({ signal: 'SIGKILL' });
    const managed = await run([...args, 'managed']);
    expect(managed).toMatchObject({ code: 0, signal: undefined });
    const { applied, kept } = JSON.parse(managed.lines[0] ?? '');
    expect(kept).toBeGreaterThan(0);
    const critical = applied.filter(
      ({ strategy, measured, result }: { strategy: string; measured: boolean; result: string }) =>
        strategy === 'critical-memory' && measured && result === 'freed',
    );
    expect(critical.length).toBeGreaterThan(0);
    expect(critical[0].reason).toMatch(/^Memory of the container is at/);
  });
});
