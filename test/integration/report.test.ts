import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TidemarkRun, unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const quick = ['--port', '0', '--no-open', '--interval', '50'];

function tidemark(...given: readonly string[]): TidemarkRun {
  return new TidemarkRun(given, place.folder, { TMPDIR: place.sockets });
}

describe.skipIf(unbuilt)(`reports of real processes${unbuilt ? ` (${unbuilt})` : ''}`, () => {
  it('tell of a process that runs, which a command asks the hub for', async () => {
    const environment = { TIDEMARK_THRESHOLDS_RSS_WARNING: '10MB', TIDEMARK_THRESHOLDS_DWELL: '0' };
    const run = place.run([...quick, place.script('setInterval(() => {}, 1000);')], environment);
    const { pid } = await run.greeting();
    const told = await until(async () => {
      const asked = tidemark('report', '--json');
      expect(await asked.ended).toEqual({ code: 0, signal: null });
      const report = JSON.parse(asked.stdout.toString());
      expect(report.figures.period.samples).toBeGreaterThan(3);
      expect(report.incidents).not.toEqual([]);
      return report;
    });
    expect(told).toMatchObject({
      process: { id: String(pid), name: 'app.mjs', nodeVersion: process.version, intervalMs: 50 },
      verdict: { level: 'not-enough-evidence' },
      incidents: [{ kind: 'threshold', subject: 'rss', level: 'warning' }],
    });
    const unknown = tidemark('report', '--id', '1');
    expect(await unknown.ended).toEqual({ code: 1, signal: null });
    expect(unknown.stderr).toContain(`Tidemark watches no process 1. It watches ${pid} (app.mjs).`);
  });

  it('are written when an application has ended, and leave its exit code alone', async () => {
    const script = place.script('setTimeout(() => process.exit(3), 500);');
    const run = place.run([...quick, '--report', 'out/report.html', script]);
    expect(await run.ended).toEqual({ code: 3, signal: null });
    expect(run.stderr).toMatch(/tidemark {2}wrote out\/report\.html \(\d+ kB\)/);
    const html = place.read('out/report.html');
    expect(html).toContain('<title>app.mjs: not enough evidence</title>');
    const data = JSON.parse(/id="tidemark-data">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
    expect(data.process).toMatchObject({ state: 'gone', exit: { code: 3, signal: null } });
    expect(data.histories[0].columns[0].length).toBeGreaterThan(2);
  });

  it('that cannot be written are told, and leave the exit code alone', async () => {
    const script = place.script('setTimeout(() => process.exit(3), 300);');
    place.script('', 'file');
    const run = place.run([...quick, '--report', 'file/report.txt', script]);
    expect(await run.ended).toEqual({ code: 3, signal: null });
    expect(run.stderr).toContain('report.txt cannot be written');
    const wrong = place.run([...quick, '--report', 'report', script]);
    expect(await wrong.ended).toEqual({ code: 2, signal: null });
    expect(wrong.stderr).toContain('--report must be a name that ends with');
    expect(existsSync(join(place.folder, 'report'))).toBe(false);
  });
});
