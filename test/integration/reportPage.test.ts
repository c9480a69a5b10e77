import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumFlags, findChromium } from '../findChromium.ts';
import { recordedRows, recordingOf } from '../monitoring/recordings.ts';
import { kib, mib } from '../monitoring/simulation.ts';
import { TidemarkRun, unbuilt } from './TidemarkRun.ts';

const executablePath = findChromium();
const missing = unbuilt ?? (executablePath === undefined ? 'no Chromium: npm run setup' : undefined);

let browser: Browser;
let folder: string;

beforeAll(async () => {
  if (missing !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'tm-page-'));
  browser = await chromium.launch({
    executablePath: executablePath as string,
    args: [...chromiumFlags],
  });
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

describe.skipIf(missing)(`the HTML report in a real browser${missing ? ` (${missing})` : ''}`, () => {
  it('opened from the disk without a network is complete', async () => {
    const rows = recordedRows({
      seconds: 1200,
      liveBytes: (second) => 40 * mib + second * 60 * kib,
      everySeconds: 2,
    });
    writeFileSync(join(folder, 'samples.jsonl'), recordingOf(rows, 4711));
    const run = new TidemarkRun(['report', 'samples.jsonl', '--output', 'report.html'], folder, {});
    expect(await run.ended).toEqual({ code: 0, signal: null });

    const context = await browser.newContext({
      colorScheme: 'dark',
      viewport: { width: 1280, height: 1000 },
    });
    await context.setOffline(true);
    const page = await context.newPage();
    const troubles: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    const address = pathToFileURL(join(folder, 'report.html')).href;
    await page.goto(address);
    await page.locator('.headline >> text=/Leak suspected since/').waitFor();
    expect(await page.locator('.chip').textContent()).toBe('recorded');
    expect(await page.locator('canvas').count()).toBeGreaterThan(2);
    expect(await page.locator('.report h2').allTextContents()).toEqual([
      'Report',
      'Evidence',
      'Figures',
      'Incidents',
      'Next',
    ]);
    // Something is drawn on each of them.
    const drawn = await page.evaluate<boolean[]>(`
      [...document.querySelector('#tidemark-dashboard > div').shadowRoot.querySelectorAll('canvas')].map((canvas) =>
        canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0))`);
    expect(drawn.length).toBeGreaterThan(2);
    expect(drawn.every(Boolean)).toBe(true);
    await page.locator('.theme').click();
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    await page.setViewportSize({ width: 320, height: 800 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
    expect(asked).toEqual([address]);
    await context.close();
  });
});
