import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Browser } from '../../src/page/Browser.ts';
import { DrivenPage } from '../../src/page/DrivenPage.ts';
import { PageReader } from '../../src/page/PageReader.ts';
import { PageTarget } from '../../src/page/PageTarget.ts';
import { RetainedSites } from '../../src/page/RetainedSites.ts';
import { startBrowser } from '../../src/page/startBrowser.ts';
import { findChromium } from '../findChromium.ts';
import { LeakingPages } from './leakingPages.ts';

// A browser on a crowded machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const executablePath = findChromium();
const pages = new LeakingPages();
let temporaryFolder: string;
let browser: Browser;
let target: PageTarget;

const start = (path: string | undefined = executablePath) =>
  startBrowser({ executablePath: path as string, flags: [], isShown: false, temporaryFolder });

beforeAll(async () => {
  temporaryFolder = mkdtempSync(join(tmpdir(), 'tm-driven-'));
  await pages.listen();
  if (executablePath !== undefined) browser = await start();
});
afterAll(async () => {
  await browser?.close();
  pages.close();
  expect(readdirSync(temporaryFolder)).toEqual([]);
  rmSync(temporaryFolder, { recursive: true });
});

describe.skipIf(executablePath === undefined)('a page that is driven', () => {
  beforeEach(async () => {
    target = await PageTarget.open(browser);
  });
  afterEach(() => target.close());

  async function opened(name: string, timeoutMs = 30_000): Promise<DrivenPage> {
    const url = pages.at(name);
    const page = new DrivenPage({ target, url, timeoutMs });
    await page.goto(url, { timeoutMs: 60_000 });
    return page;
  }

  it('is clicked, typed into, waited for and asked', async () => {
    const page = await opened('clean');
    await page.click('#open');
    await page.waitFor('.view');
    await page.type('#name', 'Löwe 7');
    expect(await page.evaluate("document.querySelector('#name').value")).toBe('Löwe 7');
    const sum = (a: number, b: { readonly c: number }) => Promise.resolve(a + b.c);
    expect(await page.evaluate(sum, 1, { c: 2 })).toBe(3);
    await page.click('#close');
    await page.waitFor('.view', { hidden: true });
    await page.waitFor(() => 1 + 1 === 2);
    await page.waitFor(1);
  });

  it('goes to other pages, and to places in the same one', async () => {
    const page = await opened('clean');
    await page.goto('/tidy');
    expect(await page.evaluate('location.pathname')).toBe('/tidy');
    await page.goto('/tidy#there');
    expect(await page.evaluate('location.hash')).toBe('#there');
    await expect(page.goto('http://127.0.0.1:1/')).rejects.toMatchObject({
      code: 'PAGE_FAILED',
      message: expect.stringMatching(/cannot be opened: net::ERR_/),
    });
  });

  it('is not what a server shows in its place where that has failed', async () => {
    const page = await opened('clean');
    await expect(page.goto('/nowhere')).rejects.toMatchObject({
      code: 'PAGE_FAILED',
      message: expect.stringMatching(/nowhere cannot be opened: its server answers 404$/),
    });
  });

  it('does not wait for ever: not for elements, not for dialogs', async () => {
    const page = await opened('clean', 50);
    await expect(page.click('#nowhere')).rejects.toThrow('#nowhere is not shown after 0.05 s');
    await expect(page.type('#nowhere', 'a')).rejects.toThrow('there is no #nowhere');
    await expect(page.waitFor('#open', { hidden: true })).rejects.toThrow('#open is still shown');
    await expect(page.waitFor(() => false)).rejects.toThrow('is not true');
    expect(await page.evaluate("confirm('sure?')")).toBe(true);
    await expect(page.evaluate("throw new TypeError('wrong')")).rejects.toThrow('TypeError: wrong');
  });

  it('tells what is detached with the whole tree, and what has come of a closure', async () => {
    const page = await opened('detached');
    const reader = new PageReader(target);
    const before = await reader.read();
    expect(before.counts.detached).toBe(0);
    for (const selector of ['#open', '#close']) await page.click(selector);
    const after = await reader.read();
    // A section, a list in it, 20 entries with a text each.
    expect(after.counts.detached).toBe(42);
    expect([...after.detachedRoots]).toEqual([['section.view.wide', 1]]);
    expect((after.counts.nodes ?? 0) - (before.counts.nodes ?? 0)).toBe(42);
    expect(after.counts.heap).toBeGreaterThan(100_000);
  });

  it('names the functions whose allocations stay', async () => {
    const page = await opened('closures');
    const sites = new RetainedSites(target);
    await sites.start();
    for (let index = 0; index < 20; index++) await page.click('#open');
    await new PageReader(target).read();
    const [first] = await sites.read();
    expect(first?.url).toBe(pages.at('closures'));
    expect(first?.liveBytes).toBeGreaterThan(10_000);
    expect(first?.line).toBeGreaterThan(3);
  });

  it('tells when it crashes, to whoever waits and whoever asks later', async () => {
    const page = await opened('clean');
    const waiting = page.evaluate('new Promise(() => {})');
    target.send('Page.crash').catch(() => undefined);
    await expect(waiting).rejects.toMatchObject({
      code: 'PAGE_FAILED',
      message: expect.stringContaining('crashed'),
    });
    await expect(page.evaluate('1')).rejects.toThrow('crashed');
  });
});

describe.skipIf(process.platform === 'win32')('a browser that cannot be started', () => {
  it('is told with what it has said, and leaves nothing behind', async () => {
    await expect(start('/bin/false')).rejects.toMatchObject({
      code: 'BROWSER_UNAVAILABLE',
      message: expect.stringContaining('/bin/false could not be started'),
    });
    await expect(start('/no/such/browser')).rejects.toThrow('ENOENT');
  });
});
