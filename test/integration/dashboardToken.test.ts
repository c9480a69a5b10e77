import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { chromiumFlags, findChromium } from '../findChromium.ts';
import { type TidemarkRun, unbuilt, Workplace } from './TidemarkRun.ts';

// A browser on a crowded machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const executablePath = findChromium();
const missing = unbuilt ?? (executablePath === undefined ? 'no Chromium: npm run setup' : undefined);
const token = 'known-to-the-operator';
let browser: Browser;
let place: Workplace;
let run: TidemarkRun;

beforeAll(async () => {
  if (missing) return;
  browser = await chromium.launch({ executablePath: executablePath as string, args: [...chromiumFlags] });
});
beforeEach(() => {
  place = new Workplace();
  const app = place.script('setInterval(() => {}, 100);');
  run = place.run(['--port', '0', '--no-open', '--interval', '200', app], { TIDEMARK_TOKEN: token });
});
afterEach(() => place.close());
afterAll(() => browser?.close());

async function opened(hash: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${(await run.greeting()).url}${hash}`);
  return page;
}

const shows = (page: Page, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 60_000 });

describe.skipIf(missing)(
  `a dashboard that wants a token for everything${missing ? ` (${missing})` : ''}`,
  () => {
    it('says what to do where the token is missing, or wrong, and tells nothing of the process', async () => {
      for (const [hash, title] of [
        ['', 'The token is missing'],
        ['#k=guessed', 'The token is wrong'],
      ] as const) {
        const page = await opened(hash);
        await shows(page, title);
        await shows(page, '#k=TOKEN');
        expect(await page.getByText('app.mjs').count()).toBe(0);
        await page.close();
      }
    });

    it('shows the process as soon as the token stands behind its address, and again without it in that browser', async () => {
      const page = await opened('');
      await shows(page, 'The token is missing');
      await page.evaluate(`location.hash = 'k=${token}'`);
      await shows(page, /of .* GB, heap limit binds/);
      await page.goto('about:blank');
      await page.goto((await run.greeting()).url);
      await shows(page, /of .* GB, heap limit binds/);
      await page.close();
    });
  },
);
