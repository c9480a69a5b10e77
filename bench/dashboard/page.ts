import type { Browser } from 'playwright';
import type { RunOptions } from '../harness/Bench.ts';
import type { Bundles } from './Bundles.ts';
import { DashboardPage } from './DashboardPage.ts';
import { type Flatness, flatnessOf, type Reading } from './flatness.ts';
import { HubProcess } from './HubProcess.ts';
import { SyntheticAgents } from './SyntheticAgents.ts';

const hourMs = 3_600_000;
const pointsRedrawn = 100_000;
/** The page keeps as many rows. */
const mostRows = 8_192;
/** Pixels in which all charts are seen; those that are not seen are not drawn. */
const tallEnough = 3_000;

/** What the page was measured to take. */
export interface PageFigures {
  readonly firstChartsMs: readonly number[];
  readonly points: number;
  readonly redrawsMs: readonly number[];
  /** Share of the time in which the main thread was busy. */
  readonly busyShare: number;
  readonly memory: Flatness;
  readonly simulatedHours: number;
  /** Samples that the page got of those that were sent while memory was read. */
  readonly samplesShare: number;
}

/** Opens the page of real hubs and measures it. */
export async function measurePage({ quick, progress }: RunOptions, bundles: Bundles): Promise<PageFigures> {
  const browser = await DashboardPage.browser(bundles);
  try {
    progress('page: first chart');
    const firstChartsMs = await firstCharts(browser, bundles, quick ? 1 : 9);
    progress('page: 100,000 points');
    const redraws = await redrawing(browser, bundles, quick ? 5 : 60);
    progress('page: 20 processes at 1 Hz');
    const busyShare = await busy(browser, bundles, quick ? 2 : 30);
    const simulatedHours = quick ? 0.5 : 8;
    progress(`page: memory over ${simulatedHours} simulated hours`);
    const memory = await overHours(browser, bundles, simulatedHours);
    return { firstChartsMs, ...redraws, busyShare, ...memory, simulatedHours };
  } finally {
    await browser.close();
  }
}

/** A hub that has watched processes for a while, one sample a second, until now. */
async function watched(
  bundles: Bundles,
  { agents, seconds, historySize = 1_000 }: { agents: number; seconds: number; historySize?: number },
): Promise<{ hub: HubProcess; speakers: SyntheticAgents }> {
  const hub = await HubProcess.start(bundles, historySize);
  const nowMs = Date.now();
  const startedAt = nowMs - seconds * 1_000;
  const speakers = await SyntheticAgents.join(hub.place.socketPath, agents, startedAt);
  speakers.say(startedAt, nowMs);
  await speakers.written();
  await hub.usage();
  return { hub, speakers };
}

async function firstCharts(browser: Browser, bundles: Bundles, loads: number): Promise<number[]> {
  const { hub, speakers } = await watched(bundles, { agents: 1, seconds: 1_000 });
  const times: number[] = [];
  // The first load is that of a browser which has not drawn anything yet.
  for (let load = 0; load <= loads; load++) {
    const page = await DashboardPage.open(browser, hub.place.url);
    if (load > 0) times.push(await page.firstChartMs());
    await page.close();
  }
  speakers.close();
  await hub.close();
  return times;
}

/** Every sample that comes has all charts drawn anew, with all rows and all charts in view. */
async function redrawing(
  browser: Browser,
  bundles: Bundles,
  redraws: number,
): Promise<Pick<PageFigures, 'points' | 'redrawsMs'>> {
  const lines = await linesDrawn(browser, bundles);
  const rows = Math.min(mostRows, Math.ceil(pointsRedrawn / lines));
  const { hub, speakers } = await watched(bundles, { agents: 1, seconds: rows, historySize: mostRows });
  const page = await DashboardPage.open(browser, `${hub.place.url}#last=all`, { height: tallEnough });
  await page.framesMs();
  const redrawsMs: number[] = [];
  for (let redraw = 0; redraw < redraws; redraw++) {
    speakers.say(Date.now());
    await new Promise((resolve) => setTimeout(resolve, 100));
    redrawsMs.push(...(await page.framesMs()));
  }
  await page.close();
  speakers.close();
  await hub.close();
  return { points: rows * lines, redrawsMs };
}

async function linesDrawn(browser: Browser, bundles: Bundles): Promise<number> {
  const { hub, speakers } = await watched(bundles, { agents: 1, seconds: 60 });
  const page = await DashboardPage.open(browser, hub.place.url);
  const lines = await page.lines();
  await page.close();
  speakers.close();
  await hub.close();
  return lines;
}

async function busy(browser: Browser, bundles: Bundles, seconds: number): Promise<number> {
  const { hub, speakers } = await watched(bundles, { agents: 20, seconds: 1_000 });
  const page = await DashboardPage.open(browser, hub.place.url);
  const timer = setInterval(() => speakers.say(Date.now()), 1_000);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const [beforeMs, startMs] = [await page.busyMs(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const share = ((await page.busyMs()) - beforeMs) / (performance.now() - startMs);
  clearInterval(timer);
  await page.close();
  speakers.close();
  await hub.close();
  return share;
}

/** 20 processes for hours of their own time, as fast as the page takes it; its clock follows. */
async function overHours(
  browser: Browser,
  bundles: Bundles,
  hours: number,
): Promise<Pick<PageFigures, 'memory' | 'samplesShare'>> {
  const agents = 20;
  const hub = await HubProcess.start(bundles);
  const endMs = Date.now();
  const startMs = endMs - hours * hourMs;
  const speakers = await SyntheticAgents.join(hub.place.socketPath, agents, startMs);
  const stepMs = 30_000;
  const readEveryMs = (hours * hourMs) / 48;
  speakers.say(startMs, startMs + stepMs);
  await speakers.written();
  await hub.usage();
  const page = await DashboardPage.open(browser, hub.place.url, { clockFollows: true });
  const saidBefore = speakers.said;
  const readings: Reading[] = [];
  for (let timeMs = startMs + stepMs; timeMs < endMs; timeMs += stepMs) {
    speakers.say(timeMs, timeMs + stepMs);
    await gotBy(page, speakers.said - saidBefore);
    if (timeMs - startMs >= (readings.length + 1) * readEveryMs) {
      // What the bench itself keeps in the page is not to count.
      await page.framesMs();
      readings.push({ time: timeMs, liveBytes: await page.liveBytes() });
    }
  }
  const samplesShare = (await page.samples()) / (speakers.said - saidBefore);
  await page.close();
  speakers.close();
  await hub.close();
  return { memory: await flatnessOf(readings), samplesShare };
}

/** Resolves when the page has got so many samples, or none has come for a second. */
async function gotBy(page: DashboardPage, samples: number): Promise<void> {
  let [before, sinceMs] = [-1, performance.now()];
  for (;;) {
    const got = await page.samples();
    if (got >= samples || performance.now() - sinceMs > 1_000) return;
    if (got > before) sinceMs = performance.now();
    before = Math.max(before, got);
  }
}
