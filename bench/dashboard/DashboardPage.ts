import { readFile } from 'node:fs/promises';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright';
import { programPath } from '../harness/program.ts';
import type { Bundles } from './Bundles.ts';

/** Lines that are drawn, of all charts. */
const lineCount = `[...document.querySelectorAll('*')]
  .flatMap(({ shadowRoot }) => (shadowRoot ? [...shadowRoot.querySelectorAll('.chart')] : []))
  .filter((chart) => chart.checkVisibility())
  .reduce((sum, chart) => sum + chart.querySelectorAll('.legend button').length, 0)`;

/** A new window of Chromium loads parts of its own, dozens of files, which whoever has it open already does not wait for. */
const windowSettlesMs = 1_500;

/** The live page in a Chromium without a window. */
export class DashboardPage {
  readonly #page: Page;
  readonly #protocol: CDPSession;

  private constructor(page: Page, protocol: CDPSession) {
    this.#page = page;
    this.#protocol = protocol;
  }

  static async browser(bundles: Bundles): Promise<Browser> {
    return chromium.launch(await bundles.chromium());
  }

  /** Opens the page without anything cached. Resolves when its first chart is on the screen. */
  static async open(
    browser: Browser,
    url: string,
    { clockFollows = false, height = 900 } = {},
  ): Promise<DashboardPage> {
    const context = await browser.newContext({ viewport: { width: 1_440, height } });
    const page = await context.newPage();
    const observer = await readFile(programPath('dashboard/preload/observe.mjs'), 'utf8');
    await page.addInitScript(`globalThis.clockFollows = ${clockFollows};\n${observer}`);
    const protocol = await context.newCDPSession(page);
    await protocol.send('Performance.enable');
    await page.waitForTimeout(windowSettlesMs);
    await page.goto(url);
    // The page's security policy forbids `waitForFunction` its `eval`.
    while (!(await page.evaluate<boolean>('kept.firstChartMs > 0'))) await page.waitForTimeout(5);
    return new DashboardPage(page, protocol);
  }

  /** Milliseconds from asking for the page until its first chart was on the screen. */
  firstChartMs(): Promise<number> {
    return this.#page.evaluate('kept.firstChartMs');
  }

  /** How long each repainting since the last call has kept the main thread. */
  framesMs(): Promise<number[]> {
    return this.#page.evaluate('kept.framesMs.splice(0)');
  }

  /** Samples that the page has got. */
  samples(): Promise<number> {
    return this.#page.evaluate('kept.samples');
  }

  /** Lines that are drawn, of all charts. */
  lines(): Promise<number> {
    return this.#page.evaluate(lineCount);
  }

  /** What the main thread has been busy for since the page was opened. */
  async busyMs(): Promise<number> {
    const { metrics } = await this.#protocol.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
  }

  /** Size of what is alive in the page after full collections: objects, those of the browser, and buffers. */
  async liveBytes(): Promise<number> {
    for (let turn = 0; turn < 2; turn++) await this.#protocol.send('HeapProfiler.collectGarbage');
    const usage = await this.#protocol.send('Runtime.getHeapUsage');
    return usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize;
  }

  close(): Promise<void> {
    return this.#page.context().close();
  }
}
