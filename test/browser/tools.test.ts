import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { noon, processOf } from '../dashboard/given.ts';
import { FakeToolServer, mountTools, type ToolAnswer } from './FakeToolServer.ts';
import { type Mounted, mount, painted } from './mounted.ts';

const megabyte = 1024 ** 2;
const pauseMs = { low: 1_000, high: 4_000 };
const estimate = {
  ...{ heapUsedBytes: 1, objects: 1, references: 1, counted: false },
  ...{ fileBytes: 40 * megabyte, memoryBytes: 600 * megabyte, pauseMs },
};
const costs = { collection: { pauseMs: 38, measured: true }, snapshot: { estimate } };
const collection = {
  ...{ usedBytesBefore: 90 * megabyte, usedBytesAfter: 60 * megabyte },
  ...{ rssBytesBefore: 200 * megabyte, rssBytesAfter: 190 * megabyte, pauseMs: 41 },
};
const cache = {
  ...{ name: 'answers', kind: 'lru-cache', entries: 1_000, bytes: 4 * megabyte, hits: 75, misses: 25 },
  ...{ hitsPerMegabyte: 19, goingEntries: 250, goingBytes: megabyte },
};
const pruning = {
  ...{ entries: 250, claimedBytes: megabyte, freedBytes: 2 * megabyte, pauseMs: 80 },
  ...{ pruned: ['answers'], unfinished: [], failed: [] },
};
const settings = [
  {
    ...{ path: 'sampling.interval', value: '1000', defaultValue: '5000', source: 'option' },
    ...{ origin: '--interval', description: 'Time between two samples.' },
  },
  {
    ...{ path: 'enabled', value: 'true', defaultValue: 'true', source: 'default' },
    ...{ origin: '', description: 'Whether `all` runs: [security.md](security.md#open).' },
  },
];
const frame = (name: string, selfBytes: number, children: readonly object[] = []) => ({
  ...{ name, file: `/app/${name}.js`, line: 7, selfBytes, children },
});
const reading = (time: number, grown: number) => ({
  type: 'allocations',
  allocations: {
    ...{ startedAt: noon, time, intervalBytes: 65_536, liveBytes: 3 * megabyte + grown, samples: 48 },
    root: {
      ...{ name: '(root)', file: '', line: 0, selfBytes: 0 },
      children: [frame('serve', megabyte, [frame('keep', 2 * megabyte + grown)])],
    },
  },
});
const snapshots = ['b', 'a'].map((letter, at) => ({
  ...{ id: letter.repeat(16), name: `${letter}.heapsnapshot`, sizeBytes: 5 * megabyte },
  writtenAt: noon - at * 60_000,
}));
const analysis = (kind: string, state: string, ids: readonly string[]) => ({
  ...{ id: '1', kind, state, snapshots: ids, askedAt: noon },
});
const suspect = {
  ...{ path: 'globalThis.sessions', rawPath: '', className: 'Map', id: 77, entries: 900, fingerprint: 'f' },
  ...{ retainedBytes: 9 * megabyte, bytes: 8 * megabyte, bytesPerInterval: [], share: 0.8, sharedBytes: 0 },
  ...{ sharedWith: [], gains: [], fixIdea: 'Delete sessions when they end.' },
};
const classes = {
  ...{ kind: 'classes', totalBytes: 10 * megabyte, objects: 1_000, references: 3_000, classCount: 1 },
  report: { snapshots: 1, grownBytes: 0, thresholdBytes: 1, suspects: [suspect] },
  classes: [{ name: 'Session', count: 900, shallowBytes: 1, retainedBytes: 8 * megabyte }],
};
const retainers = {
  ...{ kind: 'retainers', holderCount: 1 },
  object: {
    ...{
      id: 77,
      className: 'Map',
      path: 'globalThis.sessions',
      shallowBytes: 32,
      retainedBytes: 9 * megabyte,
    },
    dominator: { id: 1, className: 'global' },
    holders: [{ id: 1, className: 'global', path: 'globalThis', retainedBytes: 10 * megabyte }],
  },
};

let server: FakeToolServer;

afterEach(() => server.close());

function serve(answers: Record<string, ToolAnswer | (() => ToolAnswer)> = {}): FakeToolServer {
  server = new FakeToolServer({
    'GET /processes/4711/costs': { type: 'costs', costs },
    'GET /processes/4711/caches': { type: 'caches', caches: [cache] },
    'GET /processes/4711/settings': { type: 'settings', settings },
    'GET /snapshots': { snapshots },
    ...answers,
  });
  return server;
}

function says(page: Mounted, text: string | RegExp): Promise<void> {
  return page.until(() => expect(page.text('.tool')).toMatch(text));
}

async function serious(page: Mounted): Promise<string[]> {
  const { violations } = await axe.run(page.place, { rules: { region: { enabled: false } } });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

describe('the tools', () => {
  it('are not there without a server that has them, and ask nothing until they are unfolded', async () => {
    serve();
    expect((await mount()).find('.tools').hidden).toBe(true);
    const page = await mountTools('Actions');
    expect(page.find('.tools').hidden).toBe(false);
    expect(server.asked).toEqual([]);
  });

  it('are chosen by arrows', async () => {
    serve();
    const page = await mountTools('Actions');
    page.button('Actions').focus();
    expect(page.press('ArrowRight', page.button('Actions')).defaultPrevented).toBe(true);
    await says(page, 'lru-cache');
    expect(page.root.activeElement?.textContent).toBe('Caches');
    page.press('End', page.button('Caches'));
    expect(page.button('Settings').getAttribute('aria-selected')).toBe('true');
  });

  it('say that they need a token, and that the dead answer nothing', async () => {
    serve();
    const page = await mountTools('Actions');
    expect(page.text('.tool-note')).toBe('');
    const without = await mountTools('Actions', {}, null);
    expect(without.text('.tool-note')).toMatch(/has no token/);
    const exit = { time: noon, code: 1, signal: null };
    const dead = await mountTools('Actions', { processes: [processOf({}, { state: 'gone', exit })] });
    expect(dead.text('.tool-note')).toMatch(/has ended/);
    expect(dead.find('.tool').hidden).toBe(true);
  });

  it.each(['Actions', 'Caches', 'Snapshots', 'Allocations', 'Settings'])(
    'have nothing that axe finds serious in %s, and fit 320 px',
    async (name) => {
      serve({
        'GET /processes/4711/costs': { type: 'costs', costs: { ...costs, sampling: { endsAfterMs: 1 } } },
        'POST /processes/4711/actions/sample-allocations?run=read': reading(noon, 0),
      });
      const page = await mountTools(name, { width: 320 });
      if (name === 'Allocations') {
        await page.until(() => page.button('Look now').click());
        await page.until(() => page.find('.flame-box'));
      }
      await painted();
      expect(await serious(page)).toEqual([]);
      expect(page.find('.tools').scrollWidth).toBeLessThanOrEqual(320);
    },
  );
});

describe('an action', () => {
  it('says what it will cost, asks once, and tells what was measured', async () => {
    serve({
      'POST /processes/4711/actions/collect-garbage?maxPauseMs=176': { type: 'collected', collection },
    });
    const page = await mountTools('Actions');
    page.button('Collect garbage…').click();
    await says(
      page,
      'The thread will stand still for about 38 ms, as collections in this process have shown.',
    );
    expect(server.asked).toEqual(['GET /processes/4711/costs']);
    expect(page.root.activeElement?.textContent).toBe('Collect now');
    page.button('Collect now').click();
    await says(page, '30 MB freed: 90 MB were in use, 60 MB are now. The thread stood still for 41 ms.');
    expect(server.tokens.at(-1)).toBe('Bearer secret');
    expect(page.root.activeElement?.textContent).toBe('Collect garbage…');
  });

  it('is not done where Escape is pressed, and the window stays as it is', async () => {
    serve();
    const page = await mountTools('Actions');
    page.button('Collect garbage…').click();
    await page.until(() => page.button('Collect now'));
    expect(page.press('Escape', page.button('Collect now')).defaultPrevented).toBe(true);
    expect(() => page.button('Collect now')).toThrow();
    expect(server.asked).toHaveLength(1);
  });

  it('tells why the process refuses', async () => {
    const reason = 'A collection would pause for about 900 ms.';
    serve({ 'POST /processes/4711/actions/collect-garbage?maxPauseMs=176': { type: 'refused', reason } });
    const page = await mountTools('Actions');
    page.button('Collect garbage…').click();
    await page.until(() => page.button('Collect now').click());
    await says(page, reason);
  });
});

describe('caches', () => {
  it('are listed, and one is pruned with what that really freed', async () => {
    const path = 'POST /processes/4711/actions/prune-caches?mode=aggressive&cache=answers&maxPauseMs=176';
    serve({ [path]: { type: 'pruned', pruning } });
    const page = await mountTools('Caches');
    await page.until(() => expect(page.text('.tool tbody')).toBe('answerslru-cache1,0004.00 MB75 %19Prune…'));
    page.button('Prune answers').click();
    await says(page, /250 of 1,000 entries, about 1 MB\. Each megabyte of it has had 19 hits/);
    await page.until(() => page.button('Prune three quarters').click());
    await says(page, 'answers let go of 250 entries. 2 MB were freed, as two collections have shown');
  });
});

describe('the list of caches', () => {
  it('renews itself while it is seen, and leaves the focus where it is', async () => {
    const { setInterval } = window;
    const ticks: (() => void)[] = [];
    window.setInterval = ((tick: () => void, everyMs: number) => {
      if (everyMs === 5_000) ticks.push(tick);
      return setInterval(tick, everyMs);
    }) as typeof window.setInterval;
    try {
      let entries = 1_000;
      serve({
        'GET /processes/4711/caches': () => ({ type: 'caches', caches: [{ ...cache, entries: entries++ }] }),
      });
      const page = await mountTools('Caches');
      await page.until(() => expect(page.text('.tool tbody')).toContain('1,000'));
      page.button('Prune answers').focus();
      ticks.at(-1)?.();
      await page.until(() => expect(page.text('.tool tbody')).toContain('1,001'));
      expect(page.root.activeElement).toBe(page.button('Prune answers'));
      page.find<HTMLDetailsElement>('.tools').open = false;
      ticks.at(-1)?.();
      await painted();
      expect(entries).toBe(1_002);
    } finally {
      window.setInterval = setInterval;
    }
  });
});

describe('settings', () => {
  it('say where each comes from, all or only what somebody has set', async () => {
    serve();
    const page = await mountTools('Settings');
    await says(page, 'option --interval');
    expect(page.text('.tool')).toContain('Whether all runs: docs/security.md.');
    expect(page.all('.tool tbody tr')).toHaveLength(2);
    page.find<HTMLInputElement>('.settings input').click();
    expect(page.all('.tool tbody tr')).toHaveLength(1);
  });
});

describe('allocations', () => {
  it('are sampled, looked at, and compared with an earlier moment', async () => {
    let looks = 0;
    serve({
      'POST /processes/4711/actions/sample-allocations?run=start': {
        type: 'sampling',
        sampling: { startedAt: noon, endsAfterMs: 1 },
      },
      'POST /processes/4711/actions/sample-allocations?run=read': () =>
        looks++ === 0 ? reading(noon + 5_000, 0) : reading(noon + 9_000, megabyte),
    });
    const page = await mountTools('Allocations');
    page.button('Sample allocations…').click();
    await page.until(() => page.button('Begin').click());
    await page.until(() => expect(page.button('Look now').checkVisibility()).toBe(true));
    page.button('Look now').click();
    await says(page, '3 MB alive at 12:00:05 of what was allocated in 5 s, from 48 samples.');
    expect(page.all('.flame-box').map(({ textContent }) => textContent)).toEqual(['(root)', 'serve', 'keep']);
    expect(page.text('.tool tbody tr')).toBe('keep2.00 MB2.00 MB67 %/app/keep.js:7–');

    page.button('Compare from here').click();
    page.button('Look now').click();
    await says(page, '+1 MB from 12:00:05 to 12:00:09.');
    expect(page.text('.tool tbody tr')).toContain('+1 MB');
    expect(page.text('.tool tbody tr:last-child')).toBe('serve0 B+1 MB–/app/serve.js:7–');
  });

  it('show one frame alone, and all again, by keyboard', async () => {
    serve({
      'GET /processes/4711/costs': { type: 'costs', costs: { ...costs, sampling: { endsAfterMs: 1 } } },
      'POST /processes/4711/actions/sample-allocations?run=read': reading(noon, 0),
    });
    const page = await mountTools('Allocations');
    await page.until(() => page.button('Look now').click());
    await page.until(() => page.find('.flame-box'));
    page.find('.flame-box').focus();
    const focused = () => page.root.activeElement as HTMLElement;
    page.press('ArrowDown', focused());
    expect(focused().textContent).toBe('serve');
    page.press('Enter', focused());
    expect(page.all('.flame-box').map(({ textContent }) => textContent)).toEqual(['serve', 'keep']);
    page.press('Backspace', focused());
    expect(page.all('.flame-box')).toHaveLength(3);
  });

  it('are shown as a treemap by package, file and function, by keyboard, and nothing is wrong for axe', async () => {
    serve({
      'GET /processes/4711/costs': { type: 'costs', costs: { ...costs, sampling: { endsAfterMs: 1 } } },
      'POST /processes/4711/actions/sample-allocations?run=read': reading(noon, 0),
    });
    const page = await mountTools('Allocations');
    await page.until(() => page.button('Look now').click());
    await page.until(() => page.find('.flame-box'));
    page.button('Treemap').click();
    const names = () => page.all('.treemap-box').map(({ textContent }) => textContent);
    await page.until(() =>
      expect(names()).toEqual(['All', 'Your code', 'app/keep.js', 'keep', 'app/serve.js', 'serve']),
    );
    expect(page.button('Treemap').getAttribute('aria-pressed')).toBe('true');
    expect(page.find('.flame').checkVisibility()).toBe(false);
    const [larger, smaller] = ['keep (/app', 'serve (/app'].map((words) =>
      page.find(`[aria-label^="${words}"]`),
    );
    const areaOf = (box: HTMLElement | undefined) => {
      const { width = 0, height = 0 } = box?.getBoundingClientRect() ?? {};
      return width * height;
    };
    expect(areaOf(larger) / areaOf(smaller)).toBeGreaterThan(1.5);
    const { violations } = await axe.run(page.find('.tools'), { resultTypes: ['violations'] });
    expect(violations.map(({ id }) => id)).toEqual([]);

    page.find('.treemap-box').focus();
    const focused = () => page.root.activeElement as HTMLElement;
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) page.press(key, focused());
    expect(focused().getAttribute('aria-label')).toBe('/app/serve.js: 1.00 MB, 33 %');
    page.press('Enter', focused());
    expect(names()).toEqual(['app/serve.js', 'serve']);
    page.press('Backspace', focused());
    expect(names()).toHaveLength(6);
    page.button('Flame graph').click();
    expect(page.find('.flame').checkVisibility()).toBe(true);
  });
});

describe('heap snapshots', () => {
  it('say what one will take, and are taken', async () => {
    serve({
      'POST /processes/4711/actions/heap-snapshot?': [
        { state: 'begun', partialPath: '/a', estimate },
        { state: 'written', path: '/a', fileBytes: 30 * megabyte, durationMs: 2_100, removed: [] },
      ],
    });
    const page = await mountTools('Snapshots');
    page.button('Take a heap snapshot…').click();
    await says(page, /up to 40 MB on disk and up to 600 MB of memory .* stand still for 1 s to 4 s/);
    page.button('Take it').click();
    await says(page, 'Written: 30 MB, after 2,100 ms.');
  });

  it('are taken against a warning only', async () => {
    const refusal = 'A snapshot of a heap of 2 GB may take 9 GB of memory.';
    serve({
      'GET /processes/4711/costs': {
        type: 'costs',
        costs: { ...costs, snapshot: { estimate, refusal } },
      },
      'POST /processes/4711/actions/heap-snapshot?force=true': [{ state: 'refused', reason: 'No disk.' }],
    });
    const page = await mountTools('Snapshots');
    page.button('Take a heap snapshot…').click();
    await says(page, `${refusal} It may end the process.`);
    page.button('Take it nevertheless').click();
    await says(page, 'No disk.');
  });

  it('are analysed, with progress, down to who holds an object', async () => {
    const [newest] = snapshots.map(({ id }) => id) as [string, string];
    const asked = analysis('classes', 'running', [newest]);
    const progress = { stage: 'reading', file: 1, bytesRead: megabyte, totalBytes: 5 * megabyte };
    let looks = 0;
    serve({
      [`POST /analyses?kind=classes&snapshot=${newest}`]: { analysis: asked },
      'GET /analyses/1': () =>
        looks++ === 0
          ? { analysis: { ...asked, progress: { ...progress, remainingMs: 4_000 } } }
          : { analysis: analysis('classes', 'done', [newest]), result: classes },
      [`POST /analyses?kind=retainers&snapshot=${newest}&object=77`]: {
        analysis: { ...analysis('retainers', 'done', [newest]), id: '2' },
      },
      'GET /analyses/2': { analysis: analysis('retainers', 'done', [newest]), result: retainers },
    });
    const page = await mountTools('Snapshots');
    await page.until(() => page.button('Analyse b.heapsnapshot').click());
    await says(page, 'Reading snapshot 1: 1 MB of 5 MB, about 4 s to go.');
    await says(page, 'Delete sessions when they end.');
    expect(await serious(page)).toEqual([]);
    page.button('Who holds it: globalThis.sessions').click();
    await says(page, 'Would go without');
  });

  it('are compared in the order in which they were taken, and the analysis can be cancelled', async () => {
    const [newest, oldest] = snapshots.map(({ id }) => id) as [string, string];
    const asked = analysis('diff', 'running', [oldest, newest]);
    let isCancelled = false;
    serve({
      [`POST /analyses?kind=diff&snapshot=${oldest}&snapshot=${newest}`]: { analysis: asked },
      'GET /analyses/1': () => ({ analysis: { ...asked, state: isCancelled ? 'cancelled' : 'running' } }),
      'POST /analyses/1/cancel': () => {
        isCancelled = true;
        return { analysis: asked };
      },
    });
    const page = await mountTools('Snapshots');
    await page.until(() => expect(page.all('.tool tbody input')).toHaveLength(2));
    expect(page.button('Compare two or three').disabled).toBe(true);
    for (const box of page.all('.tool tbody input')) box.click();
    page.button('Compare 2').click();
    await page.until(() => page.button('Cancel the analysis').click());
    await says(page, 'The analysis was cancelled.');
  });

  it('say where they are listed where there is no hub', async () => {
    serve({ 'GET /snapshots': 'There is nothing at /api/snapshots.' });
    await says(await mountTools('Snapshots'), 'Snapshots are listed and analysed where tidemark run watches');
  });
});
