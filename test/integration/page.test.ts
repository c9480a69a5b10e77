import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findChromium } from '../findChromium.ts';
import { TidemarkRun, unbuilt } from './TidemarkRun.ts';

// A browser on a crowded machine takes its time.
vi.setConfig({ testTimeout: 180_000 });

const missing = unbuilt ?? (findChromium() === undefined ? 'no Chromium: npm run setup' : undefined);
const hasProcesses = process.platform === 'linux';
let folder: string;
let temporary: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-page-cli-'));
  temporary = mkdtempSync(join(tmpdir(), 'tm-page-tmp-'));
  writeFileSync(join(folder, 'page.html'), '<!doctype html><title>still</title>');
});
afterEach(() => {
  for (const path of [folder, temporary]) rmSync(path, { recursive: true, force: true, maxRetries: 10 });
});

const start = (...given: string[]): TidemarkRun =>
  new TidemarkRun(['page', 'page.html', ...given], folder, { TMPDIR: temporary });

const profiles = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('tidemark-page-'));

/** Processes that were started with one of our profiles. */
function browsers(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${temporary}/tidemark-page-`)
      );
    } catch {
      return false;
    }
  });
}

const looked = (run: TidemarkRun) =>
  vi.waitFor(() => expect(String(run.stdout)).toContain('warm-up'), { timeout: 120_000 });

describe.skipIf(missing !== undefined || !hasProcesses)(
  `tidemark page${missing ? ` (${missing})` : ''}`,
  () => {
    it.each(['SIGINT', 'SIGTERM'] as const)(
      'ends its browser and removes its profile at %s',
      async (signal) => {
        const run = start('--interval', '100ms');
        await looked(run);
        expect(browsers()).not.toEqual([]);
        run.child.kill(signal);
        expect(await run.ended).toEqual(
          signal === 'SIGINT' ? { code: 0, signal: null } : { code: null, signal },
        );
        expect(profiles()).toEqual([]);
        await vi.waitFor(() => expect(browsers()).toEqual([]), { timeout: 60_000 });
      },
    );

    it('takes its browser along when it is killed, and the next one removes what is left', async () => {
      const run = start('--interval', '100ms');
      await looked(run);
      run.child.kill('SIGKILL');
      await run.ended;
      await vi.waitFor(() => expect(browsers()).toEqual([]), { timeout: 60_000 });
      expect(profiles()).toHaveLength(1);
      const next = start('--interval', '100ms', '--round-trips', '6');
      expect(await next.ended).toEqual({ code: 0, signal: null });
      expect(String(next.stdout)).toContain('no steady growth');
      expect(profiles()).toEqual([]);
    });
  },
);
