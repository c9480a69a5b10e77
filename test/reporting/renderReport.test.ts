import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SampleFigures } from '../../src/monitoring/SampleFigures.ts';
import { loadPageParts } from '../../src/reporting/html/loadPageParts.ts';
import { toHtml } from '../../src/reporting/html/toHtml.ts';
import type { MemoryReport } from '../../src/reporting/MemoryReport.ts';
import { memoryReportOf } from '../../src/reporting/memoryReportOf.ts';
import { recordedProcess } from '../../src/reporting/recordedProcess.ts';
import { renderReport } from '../../src/reporting/renderReport.ts';
import { toMarkdown } from '../../src/reporting/toMarkdown.ts';
import { toText } from '../../src/reporting/toText.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { leaking, recordedRows } from '../monitoring/recordings.ts';
import { kib } from '../monitoring/simulation.ts';
import { at, incident, leakEvent, leakReport } from './given.ts';

const site = {
  function: 'remember<T>',
  file: 'src/session.ts',
  line: 88,
  package: undefined,
  bytesPerSecond: 51 * kib,
  survival: 0.97,
};

function reportWith(leak: Partial<LeakReport> | undefined, name = 'api', toldAt?: number): MemoryReport {
  const samples = new SampleFigures();
  for (const row of recordedRows({ seconds: 900, liveBytes: leaking(60 * kib), everySeconds: 5 }))
    samples.add(row);
  const report = leak && leakReport(leak);
  return memoryReportOf({
    madeAt: at(900),
    process: {
      id: '4711',
      pid: 4711,
      name,
      role: 'main',
      nodeVersion: 'v20.20.2',
      platform: 'linux',
      startedAt: at(0),
      intervalMs: 5000,
      exit: undefined,
    },
    samples,
    verdict: {
      level: leak?.level === 'confirmed' ? 'confirmed' : leak ? 'suspected' : 'none',
      reasons: ['It stays.'],
      report,
      toldAt,
    },
    outOfMemory: { predicted: false, reason: 'no growth' },
    incidents: leak ? [incident({ events: [leakEvent(300, leak)], level: 'suspected' })] : [],
    events: [],
    eventsSince: at(0),
    cost: undefined,
  });
}

describe('a report on a leak that was told of a while ago', () => {
  it('says when that was, and what the live heap has done since', () => {
    const text = toText(reportWith({}, 'api', at(300)));
    expect(text).toMatch(/live heap \+12 MB in 3 min \(60 kB\/s, steady\), as told at\s+\d\d:\d\d:\d\d/);
    expect(text).toMatch(
      /Since \d\d:\d\d:\d\d the live heap has grown by 3[45](\.\d)? MB in 10 min,\s+to\s+\d+(\.\d)? MB\./,
    );
  });

  it('leaves the figures alone where they are fresh, or nobody told them', () => {
    for (const toldAt of [at(870), undefined]) {
      const text = toText(reportWith({}, 'api', toldAt));
      expect(text).not.toContain('as told at');
      expect(text).not.toContain('the live heap has grown by');
    }
  });

  it('tells nothing of the live heap where other memory grows', () => {
    const text = toText(reportWith({ memory: 'external' }, 'api', at(300)));
    expect(text).toContain('as told at');
    expect(text).not.toContain('the live heap has grown by');
  });
});

describe('a report as text', () => {
  it.each([
    [{ code: null, signal: 'SIGABRT' }, 'ran out of heap, most likely'],
    [{ code: 134, signal: null }, 'ran out of heap, most likely'],
    [{ code: null, signal: 'SIGKILL' }, 'killed before a verdict'],
  ])('of a process that died (%j) before a verdict does not ask to wait for one', (exit, words) => {
    const whole = reportWith(undefined);
    const text = toText({
      ...whole,
      process: { ...whole.process, exit: { time: at(180), ...exit } },
      verdict: { level: 'not-enough-evidence', reasons: ['5 readings.'], report: undefined },
    });
    expect(text.split('\n')[0]).toMatch(new RegExp(`^${words} `));
    expect(text.replaceAll(/\n +/g, ' ')).toContain('`tidemark postmortem --pid 4711` tells how it died.');
    expect(text).not.toContain('Watch for longer');
  });

  it('says the verdict first, then evidence, figures, incidents, and what to do', () => {
    const text = toText(reportWith({ sites: [site] }));
    const lines = text.split('\n');
    expect(lines[0]).toBe('leak suspected   live heap +12 MB in 3 min (60 kB/s, steady)');
    expect(`${lines[1]} ${lines[2]}`).toMatch(
      /^api, process 4711, Node.js 20.20.2: 15 min from 2023-11-1\d \d\d:\d\d:20, 180 samples, every 5 s\.$/,
    );
    expect(text).toContain(
      'evidence    site     remember<T>   src/session.ts:88   your code   51 kB/s\n            It has grown for 4 min and has not slowed down.',
    );
    expect(text).toContain('live heap, right after major collections\n');
    expect(text).toMatch(/live size {3}88\.\d MB at the end, growing by 60 kB\/s \(/);
    expect(text).toMatch(/\nleak suspected {3}since \d\d:\d\d:\d\d\n/);
    expect(text.endsWith('\nnext        Wait.\n')).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('of a healthy process needs no incidents', () => {
    const text = toText(reportWith(undefined), { width: 60, unicode: false });
    expect(text).toMatch(/^no leak {3}live heap 88\.\d MB, growing by 60 kB\/s/);
    expect(text).toContain('next        Nothing to do.\n');
    expect(text).not.toMatch(/[─┤╭]/);
    expect(text).toContain("'");
  });
});

describe('a report as markdown', () => {
  it('folds evidence and incidents away', () => {
    const text = toMarkdown(reportWith({ sites: [site], level: 'confirmed' }));
    expect(text).toMatch(/^### 🔴 Memory of api: leak confirmed\n\n\*\*live heap \+12 MB in 3 min/);
    expect(text).toContain(
      '<details><summary>Evidence</summary>\n\n- **site** remember&lt;T&gt; · src/session.ts:88 · your code · 51 kB/s\n',
    );
    expect(text).toContain('<details><summary>1 incident</summary>');
    expect(text).toMatch(/\| live size \| 88/);
    expect(text).toContain('Live heap: `▁');
    expect(text.endsWith('**Next:** Wait.\n')).toBe(true);
  });

  it('lets no name become markup, a mention, or the end of a cell', () => {
    const text = toMarkdown(reportWith({ evidence: ['a|b\n# c'] }, '<img src=x> @team [a](b) `c` *d*'));
    expect(text).toContain(
      'Memory of &lt;img src=x&gt; @\u200bteam \\[a\\](b) \\`c\\` \\*d\\*: leak suspected',
    );
    expect(text).toContain('- a\\|b \\# c\n');
  });

  it('fits a comment', () => {
    expect(toMarkdown(reportWith({})).length).toBeLessThan(65_536 / 4);
  });
});

describe('a report as HTML', () => {
  const parts = { script: 'const end = "</script>"; start();', styles: 'p{}' };
  const page = (report: MemoryReport): string =>
    toHtml(
      report,
      recordedProcess(report.process, { histories: [], fromMs: at(0), recordedAt: at(900) }),
      parts,
    );

  it('lets its own script run and fetches nothing', () => {
    const html = page(reportWith({}));
    const script = /<script type="module">(.*)<\/script>\n<\/body>/s.exec(html)?.[1] ?? '';
    expect(script).toBe('const end = "<\\/script>"; start();');
    const hash = createHash('sha256').update(script).digest('base64');
    expect(html).toContain(`default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'`);
    expect(html).not.toMatch(/(?:src|href)="/);
  });

  it('shows names as text, whatever they are', () => {
    const html = page(reportWith({ evidence: ['<b>"&'] }, '</script><script>alert(1)</script>'));
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).toContain('&lt;b&gt;&quot;&amp;');
    expect(html).toContain(
      '<title>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;: leak suspected</title>',
    );
    const data = /id="tidemark-data">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({
      process: { identity: { name: '</script><script>alert(1)</script>' } },
    });
  });

  it('holds the words of the report, so that it says something where no script runs', () => {
    const html = page(reportWith({ sites: [site] }));
    expect(html).toContain('<strong>leak suspected</strong>live heap +12 MB in 3 min (60 kB/s, steady)');
    expect(html).toContain(
      '<li><b>site</b> remember&lt;T&gt; · src/session.ts:88 · your code · 51 kB/s</li>',
    );
    expect(html).toContain('<h3>leak suspected<span>since ');
  });

  it('says where its parts are missing', async () => {
    await expect(loadPageParts('/nowhere')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'The page of the report is not built here: run `npm run build`.',
    });
  });

  it.skipIf(!existsSync(join(import.meta.dirname, '../../dist/dashboard')))(
    'finds its parts in the build',
    async () => {
      const { script, styles } = await loadPageParts(join(import.meta.dirname, '../../dist/dashboard'));
      expect(script.length).toBeGreaterThan(10_000);
      expect(styles).toContain('.report');
    },
  );
});

describe('writing a report down', () => {
  it('takes width and characters for text, and nothing for JSON', async () => {
    const report = reportWith(undefined);
    const recorded = (): never => {
      throw new Error('asked for the data of a page');
    };
    const narrow = await renderReport(report, { format: 'text', recorded, width: 60, unicode: false });
    expect(narrow).toBe(toText(report, { width: 60, unicode: false }));
    expect(await renderReport(report, { format: 'text', recorded })).toBe(toText(report));
    expect(await renderReport(report, { format: 'markdown', recorded })).toBe(toMarkdown(report));
    expect(JSON.parse(await renderReport(report, { format: 'json', recorded }))).toMatchObject({
      madeAt: at(900),
    });
  });
});
