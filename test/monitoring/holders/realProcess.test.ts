import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { answerOf } from '../../sampling/program.ts';

const source = join(import.meta.dirname, '../../../src');
const folder = mkdtempSync(join(tmpdir(), 'tidemark-'));
let programs = 0;

// Of the file, since its tests run beside each other.
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * A program on a real heap, whose clock goes by the work it does: a `monitor`, `pass(minutes, work)`, which does the work
 * once a second, and what was `told`.
 */
async function answer(text: string): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { nodeSource } from ${JSON.stringify(join(source, 'sampling/nodeSource.ts'))};
        import { MemoryMonitor } from ${JSON.stringify(join(source, 'monitoring/MemoryMonitor.ts'))};
        let clock = 0;
        const waiting = new Map();
        const timers = {
          setTimeout: (callback, delay) => {
            const handle = { unref() {} };
            waiting.set(handle, { callback, due: clock + delay });
            return handle;
          },
          clearTimeout: (handle) => waiting.delete(handle),
        };
        const own = nodeSource({ now: () => 1_700_000_000_000 + clock });
        // By a clock that goes by work there are no pauses in it, and so no good moment for a probe.
        const source = { ...own, collector: { collect: () => own.collector.collect(), loopUse: () => 0 } };
        const probes = { mode: 'prompt', maxPause: '10s' };
        const monitor = new MemoryMonitor({ source, timers, now: () => clock, probes });
        const told = [];
        monitor.onMemoryLeak(({ level, memory }) => told.push(level + ' ' + memory));
        async function pass(minutes, work) {
          for (let second = 0; second < 60 * minutes; second++) {
            work();
            clock += 1000;
            for (const [handle, { callback, due }] of [...waiting]) {
              if (due > clock) continue;
              waiting.delete(handle);
              callback();
            }
            await new Promise((resolve) => setImmediate(resolve));
          }
        }
        let serial = 0;
        const entry = () => ({ id: serial++, payload: new Array(160).fill(serial / 3) });
        const print = (value) => process.stdout.write(JSON.stringify(value));
        ${text}`,
      resolveDir: source,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
  });
  const file = join(folder, `program${programs++}.mjs`);
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return answerOf([file]);
}

/** A map that fills, declared or not, and perhaps a leak of the same pace beside it, for eight minutes of its clock. */
const filling = (declaration: string, leaks: boolean): string => `
  const sessions = new Map();
  const kept = [];
  ${declaration}
  monitor.start();
  await pass(8, () => {
    for (let count = 0; count < 100; count++) sessions.set(serial, entry());
    if (${leaks}) for (let count = 0; count < 100; count++) kept.push(entry());
  });
  monitor.stop();
  print({ told, entries: sessions.size, kept: kept.length });
`;

const declared = "const holder = { name: 'sessions', entries: () => sessions.size, maxEntries: 1e6 };";
const registered = `${declared} monitor.registerHolder(holder);`;
const registeredWithBytes = `${declared} monitor.registerHolder({ ...holder, bytes: () => sessions.size * 1360 });`;

describe('a real process', () => {
  it.concurrent.each([
    ['fills a map that is declared', registered, false, []],
    ['fills a map that is declared with its bytes', registeredWithBytes, false, []],
    ['leaks beside a map that is declared with its bytes', registeredWithBytes, true, ['suspected heap']],
    ['fills a map that nobody has declared', '', false, ['suspected heap']],
  ])('%s', { timeout: 60_000 }, async (_what, declaration, leaks, told) => {
    const result = (await answer(filling(declaration, leaks))) as { entries: number };
    expect(result).toMatchObject({ told });
    expect(result.entries).toBeGreaterThan(10_000);
  });

  it.concurrent.each([
    ['gets memory back from a map that is pruned', false, 'reclaimable'],
    ['gets none back where somebody else holds the entries', true, 'not-reclaimable'],
  ])('%s', { timeout: 60_000 }, async (_what, elsewhere, conclusion) => {
    const result = await answer(`
      const pages = new Map();
      const others = [];
      for (let id = 0; id < 20_000; id++) {
        const page = entry();
        pages.set(id, page);
        if (${elsewhere}) others.push(page);
      }
      monitor.registerHolder({
        name: 'pages',
        entries: () => pages.size,
        bytes: () => pages.size * 1360,
        maxEntries: 50_000,
        prune: (share) => {
          let left = Math.round(share * pages.size);
          for (const id of pages.keys()) if (left-- > 0) pages.delete(id);
        },
      });
      print({ ...(await monitor.tryPruning('pages', 0.2)), others: others.length });
    `);
    expect(result).toMatchObject({ performed: true, entries: 4000, conclusion });
  });
});
