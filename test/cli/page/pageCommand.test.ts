import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandLine } from '../../../src/cli/commandLine.ts';
import type { KindGrowth } from '../../../src/page/pageGrowth.ts';
import { findChromium } from '../../findChromium.ts';
import { LeakingPages, openAndClose } from '../../page/leakingPages.ts';
import { FakeOutput } from '../FakeOutput.ts';

// A browser on a crowded machine takes its time.
vi.setConfig({ testTimeout: 180_000 });

const executablePath = findChromium();
const endpoint = /ws:\/\/(127\.0\.0\.1:\d+)\/devtools/;
const pages = new LeakingPages();
let directory: string;
let temporaryFolder: string;
let stdout: FakeOutput;
let stderr: FakeOutput;
let signals: EventEmitter;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tm-page-work-'));
  temporaryFolder = mkdtempSync(join(tmpdir(), 'tm-page-tmp-'));
  writeFileSync(join(directory, 'view.mjs'), openAndClose);
  await pages.listen();
});
beforeEach(() => {
  stdout = new FakeOutput();
  stderr = new FakeOutput();
  signals = new EventEmitter();
});
afterAll(() => {
  pages.close();
  // Whatever came of them, no profile is left.
  expect(readdirSync(temporaryFolder)).toEqual([]);
  for (const folder of [directory, temporaryFolder]) rmSync(folder, { recursive: true });
});

function page(given: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return commandLine(['page', ...given], {
    environment: { PATH: process.env.PATH, TMPDIR: temporaryFolder, ...environment },
    directory,
    platform: process.platform,
    execPath: process.execPath,
    standardInput: () => Readable.from([]),
    stdout: stdout as never,
    stderr: stderr as never,
    signals,
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now: Date.now,
  });
}

describe.skipIf(executablePath === undefined)('tidemark page', () => {
  it.each([
    ['detached', ['nodes', 'detached']],
    ['listeners', ['listeners']],
    ['closures', ['heap']],
    ['buffers', ['buffers']],
    ['frames', ['heap', 'nodes', 'documents']],
    ['clean', []],
    ['cache', []],
    ['tidy', []],
    ['once', []],
  ])('finds what grows in a page: %s', async (name, kinds) => {
    const outcome = await page([pages.at(name), '--scenario', 'view.mjs', '--json', '--fail-on-growth']);
    const told = JSON.parse(stdout.text) as { readonly growth: readonly KindGrowth[] };
    const growing = told.growth.filter(({ verdict }) => verdict === 'growing').map(({ kind }) => kind);
    // A closure that is kept weighs something, whatever it is kept for.
    expect(growing.filter((kind) => kind !== 'heap' || kinds.includes('heap') || kinds.length === 0)).toEqual(
      kinds,
    );
    expect(told.growth).toHaveLength(6);
    expect(outcome).toEqual({ exitCode: kinds.length > 0 ? 3 : 0 });
    expect(stderr.lines).toHaveLength(1 + 1 + 16);
  });

  it('shows each round trip as it is made, and the verdict with the elements that are kept', async () => {
    expect(await page([pages.at('detached'), '--scenario', 'view.mjs', '--round-trips', '6'])).toEqual({
      exitCode: 0,
    });
    expect(stderr.text).toMatch(/in Chrome\/.*: 3 round trips to warm up, then 6\n$/);
    expect(stdout.text).toMatch(/growth with every round trip {3}6 round trips judged/);
    expect(stdout.text).toContain('detached nodes: +42 per round trip');
    expect(stdout.text).toContain('detached  section.view.wide +1.');
  });

  it('says at a terminal how much is left, on a line that is gone when rows and the verdict come', async () => {
    stderr = new FakeOutput({ isTTY: true });
    await page([pages.at('clean'), '--scenario', 'view.mjs', '--round-trips', '6']);
    expect(stderr.text).toMatch(/tidemark {2}round trips {3}\d+ % {3}\S+ \S+ left {3}Ctrl-C stops/);
    expect(stderr.text.endsWith('\r\x1b[2K')).toBe(true);
  });

  it('leaves a page alone that has no scenario, until it is interrupted', async () => {
    const ended = page([pages.at('clean'), '--interval', '100ms']);
    await vi.waitFor(() => expect(stdout.lines.length).toBeGreaterThan(12), { timeout: 120_000 });
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toEqual({ exitCode: 0 });
    expect(stdout.text).toContain('no steady growth');
  });

  it('ends a scenario at once when it is interrupted, whatever that waits for', async () => {
    writeFileSync(join(directory, 'endless.mjs'), 'export const action = () => new Promise(() => {});');
    const ended = page([pages.at('clean'), '--scenario', 'endless.mjs']);
    await vi.waitFor(() => expect(stdout.text).toContain('start'), { timeout: 120_000 });
    signals.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toEqual({ signal: 'SIGTERM' });
  });

  it('names the step of a scenario that fails', async () => {
    writeFileSync(
      join(directory, 'wrong.mjs'),
      "export const action = (page) => page.click('#nowhere', { timeoutMs: 100 });",
    );
    expect(await page([pages.at('clean'), '--scenario', 'wrong.mjs'])).toEqual({
      exitCode: 1,
    });
    expect(stderr.text).toContain('action of round trip 1: #nowhere is not shown after 0.1 s');
  });

  it('says why a page cannot be opened', async () => {
    expect(await page(['http://127.0.0.1:1/', '--scenario', 'view.mjs'])).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('http://127.0.0.1:1/ cannot be opened: net::ERR_');
  });

  it('attaches to a browser that runs, and leaves it running', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'tm-attached-'));
    const flags = [
      '--headless=new',
      '--no-sandbox',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
    ];
    const browser = spawn(executablePath as string, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      let said = '';
      browser.stderr.on('data', (chunk) => {
        said += chunk;
      });
      await vi.waitFor(() => expect(said).toMatch(endpoint), { timeout: 120_000, interval: 50 });
      const address = `http://${endpoint.exec(said)?.[1]}`;
      const given = [pages.at('listeners'), '--scenario', 'view.mjs', '--round-trips', '6', '--attach'];
      expect(await page([...given, address])).toEqual({ exitCode: 0 });
      expect(stdout.text).toContain('event listeners: +1 per round trip');
      writeFileSync(
        join(directory, 'failing.mjs'),
        "export const action = () => { throw new Error('no'); };",
      );
      const failing = [pages.at('clean'), '--scenario', 'failing.mjs', '--attach', address];
      expect(await page(failing)).toEqual({ exitCode: 1 });
      // A page is told of for a moment after it was closed.
      await vi.waitFor(
        async () => {
          const open = (await (await fetch(`${address}/json/list`)).json()) as { readonly url: string }[];
          expect(open.filter(({ url }) => url.startsWith(pages.at('')))).toEqual([]);
        },
        { timeout: 30_000, interval: 100 },
      );
      expect(browser.exitCode).toBeNull();
    } finally {
      browser.kill('SIGKILL');
      if (browser.exitCode === null && browser.signalCode === null) await once(browser, 'exit');
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  });
});

describe('tidemark page without a browser', () => {
  it('says what it has looked for', async () => {
    expect(await page(['localhost:1'], { TIDEMARK_BROWSER: '/no/such' })).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('TIDEMARK_BROWSER names no program: /no/such');
  });

  it('says where nobody answers', async () => {
    expect(await page(['localhost:1', '--attach', 'http://127.0.0.1:1'])).toEqual({ exitCode: 1 });
    expect(stderr.text.replaceAll(/\s+/g, ' ')).toMatch(
      /No browser answers at http:\/\/127\.0\.0\.1:1: .+ Start one with/,
    );
  });

  it('refuses wrong options before anything is started', async () => {
    expect(await page([])).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('url must be given, here or by the scenario');
  });
});
