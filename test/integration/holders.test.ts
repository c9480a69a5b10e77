import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { LeakReport } from '../../src/wire/event.ts';

const dist = new URL('../../dist/', import.meta.url);

/** A process that leaks, whose clock runs thirty times too fast for whoever watches it. */
const program = `
  import { MemoryMonitor, nodeSource } from ${JSON.stringify(new URL('index.js', dist).href)};
  import { snapshotHolders } from ${JSON.stringify(new URL('profiling/index.js', dist).href)};
  const begin = Date.now();
  const fast = (time) => begin + 30 * (time - begin);
  const real = nodeSource();
  const source = {
    kind: 'node',
    collector: real.collector,
    read: (row) => { real.read(row); row[0] = fast(row[0]); },
    onReading: (listener) => real.onReading((reading) => listener({ ...reading, time: fast(reading.time) })),
    close: () => real.close(),
  };
  class Session { constructor(i) { this.token = 'token ' + i; this.data = new Array(50).fill(i + 0.5); } }
  const app = globalThis.app = { sessions: new Map() };
  let count = 0;
  setInterval(() => {
    for (let i = 0; i < 60; i++) app.sessions.set('s' + count, new Session(count++));
  }, 20);
  const monitor = new MemoryMonitor({
    source,
    samplingInterval: 20,
    probes: { mode: 'prompt' },
    leakDetection: { snapshots: { enabled: true, interval: '30s', maxPause: '1m' } },
    holderFinder: snapshotHolders({ directory: process.argv[2] }),
  });
  monitor.onMemoryLeak((report) => {
    if (report.holder === undefined) return;
    process.stdout.write(JSON.stringify({ report, cost: monitor.cost().snapshots }), () => process.exit());
  });
  monitor.start();
`;

it.skipIf(!existsSync(new URL('profiling/index.js', dist)))(
  'a process that leaks is told who holds what it leaks, and keeps no snapshots',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tm-holder-'));
    try {
      const script = join(folder, 'leaks.mjs');
      writeFileSync(script, program);
      const snapshots = join(folder, 'snapshots');
      const { stdout } = await promisify(execFile)(process.execPath, [script, snapshots], {
        timeout: 110_000,
      });
      const { report, cost } = JSON.parse(stdout) as { report: LeakReport; cost: object };
      expect(report).toMatchObject({
        memory: 'heap',
        holder: { path: 'globalThis.app.sessions', class: 'Map', entries: expect.any(Number) },
      });
      expect(report.holder!.entries).toBeGreaterThan(1000);
      expect(report.evidence).toContainEqual(
        expect.stringMatching(
          /^Held by globalThis\.app\.sessions \(Map\), [\d,]+ entries: it gained .* Session /,
        ),
      );
      expect(report.advice).toMatch(/^Look at globalThis\.app\.sessions: /);
      expect(cost).toMatchObject({ taken: 3 });
      expect(cost).not.toHaveProperty('problem');
      expect(readdirSync(snapshots)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
