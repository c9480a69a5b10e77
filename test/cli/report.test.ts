import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/commandLine.ts';
import { leaking, recordedRows, recordingOf } from '../monitoring/recordings.ts';
import { kib } from '../monitoring/simulation.ts';
import { at, leakEvent, pressureEvent, strategyEvent } from '../reporting/given.ts';
import { FakeOutput } from './FakeOutput.ts';

const healthy = recordingOf(recordedRows({ seconds: 600, liveBytes: leaking(0), everySeconds: 2 }), 4711);
const leak = recordingOf(recordedRows({ seconds: 900, liveBytes: leaking(60 * kib), everySeconds: 2 }), 4712);

let directory: string;
let stdout: FakeOutput;
let stderr: FakeOutput;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-report-'));
  stdout = new FakeOutput();
  stderr = new FakeOutput();
  writeFileSync(join(directory, 'samples.jsonl'), healthy + leak);
});

afterEach(() => rmSync(directory, { recursive: true }));

function report(...given: readonly string[]) {
  return commandLine(['report', ...given], {
    environment: { LANG: 'en_GB.UTF-8', TMPDIR: directory },
    directory,
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => Readable.from([Buffer.from(leak)]),
    stdout: stdout as never,
    stderr: stderr as never,
    signals: new EventEmitter(),
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now: () => at(1000),
  });
}

function eventsFile(...lines: readonly unknown[]): string {
  writeFileSync(join(directory, 'events.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return 'events.jsonl';
}

describe('tidemark report of a recording', () => {
  it('tells of the worst process in it', async () => {
    expect(await report('samples.jsonl')).toEqual({ exitCode: 0 });
    expect(stdout.text).toMatch(/^leak suspected {3}live heap \+45\.\d MB in 13 min/);
    expect(stdout.text).toContain('samples.jsonl, process 4712: 15 min from');
    expect(stdout.text.replace(/\s+/g, ' ')).toContain('450 samples, every 2 s.');
    // Of samples alone nobody knows what was done about pressure.
    expect(stdout.text).not.toContain('pressure');
  });

  it('tells of the one that is asked for, and of a part of the time', async () => {
    await report('samples.jsonl', '--id', '4711', '--to', String(at(300)), '--json');
    const { process, figures, verdict } = JSON.parse(stdout.text);
    expect(process).toMatchObject({ id: '4711', pid: 4711, intervalMs: 2000 });
    expect(figures.period).toMatchObject({ fromMs: at(0), toMs: at(300), samples: 151 });
    expect(verdict.level).not.toBe('confirmed');
  });

  it('reads standard input', async () => {
    expect(await report('-', '--format', 'markdown')).toEqual({ exitCode: 0 });
    expect(stdout.text).toContain('Memory of standard input: leak suspected');
  });

  it('knows pressure and what was told from the events beside it', async () => {
    const mine = { pid: 4712, id: '4712' };
    const events = eventsFile(
      { ...mine, ...pressureEvent(100, 'warning', 'normal') },
      { ...mine, ...strategyEvent(101) },
      { pid: 4711, id: '4711', ...strategyEvent(102) },
      { ...mine, ...leakEvent(400) },
      { ...mine, time: at(500), type: 'memory:of_tomorrow', payload: {} },
      { ...mine, time: at(899), type: 'process:exited', payload: { name: 'api', code: 0 } },
    );
    await report('samples.jsonl', '--events', events, '--json');
    const { pressure, incidents } = JSON.parse(stdout.text);
    expect(pressure).toMatchObject({ level: 'warning', strategies: [{ times: 1 }] });
    expect(incidents).toMatchObject([{ subject: 'heap-1', openedAt: at(400) }]);
  });

  it('passes over a last line of events that was cut short, and refuses any other', async () => {
    const whole = JSON.stringify({ pid: 4712, id: '4712', ...leakEvent(400) });
    writeFileSync(join(directory, 'events.jsonl'), `${whole}\n${whole.slice(0, 50)}`);
    expect(await report('samples.jsonl', '--events', 'events.jsonl')).toEqual({ exitCode: 0 });
    writeFileSync(join(directory, 'events.jsonl'), `${whole.slice(0, 50)}\n\n${whole}\n`);
    expect(await report('samples.jsonl', '--events', 'events.jsonl')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('line 1 of events.jsonl is no event');
  });

  it('writes the file that is asked for, and says so', async () => {
    expect(await report('samples.jsonl', '--output', 'out/report.md')).toEqual({ exitCode: 0 });
    expect(readFileSync(join(directory, 'out/report.md'), 'utf8')).toContain('leak suspected');
    expect(stderr.text).toMatch(/^tidemark {2}wrote out\/report\.md \(\d/);
    expect(stdout.text).toBe('');
  });
});

describe('tidemark report', () => {
  it.each([
    [
      ['samples.jsonl', '--output', 'report'],
      2,
      '--output must be a name that ends with ".txt", ".md", ".json", ".html", or come with --format, received "report"',
    ],
    [
      ['samples.jsonl', '--format', 'pdf'],
      2,
      '--format must be one of "text", "markdown", "json", "html", received "pdf"',
    ],
    [
      ['samples.jsonl', '--json', '--format', 'html'],
      2,
      '--format must be json where --json is given, received "html"',
    ],
    [['samples.jsonl', '--last', '5m'], 2, '--last must be left out with a recording'],
    [['--last', 'soon'], 2, '--last must be a time such as 90s, 30m, 2h or 1d, received "soon"'],
    [['--last', '5m', '--from', '2026-01-01'], 2, '--last must be left out where --from is given'],
    [['--from', '2026-01-02', '--to', '2026-01-01'], 2, '--to must be a time after --from'],
    [
      ['--id', 'api'],
      2,
      '--id must be the number of a process, or of a worker thread such as 4711.2, received "api"',
    ],
    [['--events', 'events.jsonl'], 2, '--events must be given with the recording that it belongs to'],
    [
      ['samples.jsonl', '--events', 'nowhere.jsonl'],
      1,
      '--events must be a file of events that can be read, received nowhere.jsonl',
    ],
    [['samples.jsonl', '--id', '9'], 2, '--id must be one of 4711, 4712, received "9"'],
    [['nowhere.jsonl'], 1, 'FILE must be a recording that can be read, received nowhere.jsonl'],
    [[], 1, 'Nothing of yours runs under Tidemark that could be reported.'],
    [['--id', '4711'], 1, 'Tidemark watches no process 4711.'],
  ])('with %j ends with %d', async (given, exitCode, message) => {
    expect(await report(...given)).toEqual({ exitCode });
    expect(stderr.text.replace(/\s+/g, ' ')).toContain(message);
    expect(stdout.text).toBe('');
  });

  it('leaves nothing where a file cannot be written', async () => {
    writeFileSync(join(directory, 'file'), '');
    expect(await report('samples.jsonl', '--output', 'file/report.md')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('report.md cannot be written');
    expect(existsSync(join(directory, 'file/report.md'))).toBe(false);
  });
});
