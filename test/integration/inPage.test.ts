import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumFlags, findChromium } from '../findChromium.ts';
import { unbuilt } from './TidemarkRun.ts';

// A browser on a crowded machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const executablePath = findChromium();
const missing = unbuilt ?? (executablePath === undefined ? 'no Chromium: npm run setup' : undefined);
const dist = join(import.meta.dirname, '../../dist');
const modules: Readonly<Record<string, string>> = {
  '/tidemark.js': join(dist, 'index.browser.js'),
  '/dashboard.js': join(dist, 'dashboard/index.js'),
};

/** A page of somebody else, whose styles are their own business. */
const html = `<!doctype html><meta charset="utf-8"><title>game</title>
<style>
  body { margin: 0; font: 30px serif; color: red; line-height: 3; text-transform: uppercase; }
  * { letter-spacing: 4px; }
  button { background: lime; padding: 2rem; }
  #overlay { position: fixed; top: 0; right: 0; width: min(640px, 100vw); max-height: 100vh; overflow: auto; z-index: 1000; }
  #panel { width: 320px; }
</style>
<script type="importmap">{ "imports": { "tidemark": "/tidemark.js", "tidemark/dashboard": "/dashboard.js" } }</script>
<button id="play">play</button><input id="name"><div id="overlay"></div><div id="panel"></div>
<script type="module">
  import { browserSource, MemoryMonitor } from 'tidemark';
  import { MemoryDashboard, monitorSource } from 'tidemark/dashboard';
  const monitor = new MemoryMonitor({ source: browserSource(), samplingInterval: 50 });
  const source = monitorSource(monitor, { name: 'the game' });
  monitor.start();
  let dashboard;
  window.toggle = (id) => {
    dashboard?.destroy();
    dashboard = id ? new MemoryDashboard(document.getElementById(id), { source }) : undefined;
  };
  window.monitor = monitor;
</script>`;

let server: Server;
let browser: Browser;
let address: string;

beforeAll(async () => {
  if (missing !== undefined) return;
  server = createServer(({ url = '/' }, response) => {
    const file = modules[url];
    response.writeHead(200, { 'content-type': file ? 'text/javascript' : 'text/html' });
    response.end(file ? readFileSync(file) : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({
    executablePath: executablePath as string,
    args: [...chromiumFlags],
  });
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

async function opened(): Promise<{ readonly page: Page; readonly troubles: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const troubles: string[] = [];
  page.setDefaultTimeout(90_000);
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(address);
  await page.waitForFunction('window.monitor?.history.length > 5');
  return { page, troubles };
}

describe.skipIf(missing)(`Tidemark in an ordinary page${missing ? ` (${missing})` : ''}`, () => {
  it.each(Object.entries(modules))('needs nothing of Node.js, and nothing else: %s', async (_, file) => {
    // Whatever it would import besides is not found, or is another input.
    const { metafile } = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'browser',
      format: 'esm',
      logLevel: 'silent',
    });
    expect(Object.keys(metafile.inputs)).toHaveLength(1);
  });

  it.each([
    ['an overlay', 'overlay', 640],
    ['a panel', 'panel', 320],
  ])('shows itself as %s, and leaves the page alone', async (_, id, width) => {
    const { page, troubles } = await opened();
    const before = await page.locator('#play').boundingBox();
    await page.evaluate(`toggle('${id}')`);
    const board = page.locator(`#${id}`);
    await board.locator('.chip >> text=live').waitFor();
    await board.locator('.heap .legend >> text=/[1-9].* MB/').waitFor();
    expect(await board.locator('.heap canvas').count()).toBe(1);
    // A page tells nothing of its process: there is no empty chart of it.
    expect(await board.locator('section.process').isHidden()).toBe(true);
    expect(await board.locator('section.spaces').isHidden()).toBe(true);
    expect(await page.locator('#play').boundingBox()).toEqual(before);
    const style = (property: string) =>
      page.evaluate(
        `getComputedStyle(document.querySelector('#${id} > div').shadowRoot.querySelector('.chip')).getPropertyValue('${property}')`,
      );
    expect(await style('letter-spacing')).toBe('normal');
    expect(await style('text-transform')).toBe('none');
    const fits = await board.evaluate((element) => [
      element.scrollWidth,
      element.getBoundingClientRect().width,
    ]);
    expect(fits).toEqual([width, width]);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('leaves the keyboard to the page, as long as it is not in the dashboard', async () => {
    const { page, troubles } = await opened();
    await page.evaluate("toggle('overlay')");
    await page.locator('#overlay .chip >> text=live').waitFor();
    await page.locator('#name').fill('');
    await page.keyboard.type('a b');
    expect(await page.locator('#name').inputValue()).toBe('a b');
    expect(await page.locator('#overlay .chip').textContent()).toBe('live');
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('tells of what has happened before it was opened', async () => {
    const { page } = await opened();
    await page.evaluate("monitor.mark('level 2')");
    await page.evaluate("toggle('overlay')");
    await page.locator('#overlay .event-panel >> text=level 2').waitFor();
    await page.close();
  });

  it('is gone when it is destroyed: opened and closed again and again it leaves no nodes and no listeners', async () => {
    const { page } = await opened();
    const session = await page.context().newCDPSession(page);
    const counted = async (): Promise<{ readonly nodes: number; readonly jsEventListeners: number }> => {
      for (let round = 0; round < 2; round++) await session.send('HeapProfiler.collectGarbage');
      return session.send('Memory.getDOMCounters');
    };
    const openAndClose = async (): Promise<void> => {
      await page.evaluate("toggle('overlay')");
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
      await page.evaluate("toggle('')");
    };
    // The browser holds one of the first ten for good, over no reference in its heap snapshot. What counts is that no more are.
    for (let round = 0; round < 20; round++) await openAndClose();
    const before = await counted();
    for (let round = 0; round < 10; round++) await openAndClose();
    const after = await counted();
    expect(after.nodes - before.nodes).toBeLessThan(10);
    expect(after.jsEventListeners - before.jsEventListeners).toBeLessThan(10);
    await page.close();
  });
});
