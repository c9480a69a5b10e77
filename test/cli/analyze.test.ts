import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/commandLine.ts';
import { leaking, recordedRows, recordingOf } from '../monitoring/recordings.ts';
import { epoch, kib, mib } from '../monitoring/simulation.ts';
import { FakeOutput } from './FakeOutput.ts';

const healthy = recordingOf(recordedRows({ seconds: 600, liveBytes: leaking(0), everySeconds: 2 }), 4711);
const leak = recordingOf(recordedRows({ seconds: 900, liveBytes: leaking(60 * kib), everySeconds: 2 }), 4712);
const settled = recordingOf(
  recordedRows({ seconds: 1400, liveBytes: (second) => leaking(80 * kib)(Math.min(second, 600)) }),
  4713,
);

let directory: string;
let stdout: FakeOutput;
let stderr: FakeOutput;
let signals: EventEmitter;
let input: AsyncIterable<Uint8Array>;
let clock: () => number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-analyze-'));
  stdout = new FakeOutput();
  stderr = new FakeOutput();
  signals = new EventEmitter();
  input = Readable.from([]);
  clock = () => 0;
});

afterEach(() => rmSync(directory, { recursive: true }));

function analyze(given: readonly string[], environment: NodeJS.ProcessEnv = { LANG: 'en_GB.UTF-8' }) {
  return commandLine(['analyze', ...given], {
    environment,
    directory,
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => input,
    stdout: stdout as never,
    stderr: stderr as never,
    signals,
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now: () => clock(),
  });
}

function recorded(name: string, text: string | Uint8Array): string {
  writeFileSync(join(directory, name), text);
  return name;
}

const bytes = (text: string) => Readable.from([Buffer.from(text)]);

describe('tidemark analyze', () => {
  it('says first that there is no leak, then why, then what to do', async () => {
    expect(await analyze([recorded('samples.jsonl', healthy)])).toEqual({ exitCode: 0 });
    const { lines } = stdout;
    expect(lines[0]).toMatch(/^no leak {3}live heap 40 MB, no trend over \d+ min$/);
    expect(stdout.text).toMatch(
      /Process 4711 in samples\.jsonl: 10 min from [\d :-]+, 300\s+samples,\s+every 2 s\./,
    );
    expect(stdout.text).toMatch(/\nevidence {4}The live heap is flat over/);
    expect(stdout.text).toContain('forecast    none in sight');
    expect(stdout.text).toMatch(/\ncapacity {4}512 MB: the heap's limit binds/);
    expect(lines.at(-1)).toBe('next        Nothing to do.');
    expect(stderr.text).toBe('');
  });

  it('tells a leak with its rate, when it was suspected, and when memory ends', async () => {
    expect(await analyze([recorded('samples.jsonl', leak)])).toEqual({ exitCode: 0 });
    expect(stdout.lines[0]).toMatch(
      /^leak suspected {3}live heap \+[\d.]+ MB in \d+ min \([\d.]+ kB\/s, \w+\)$/,
    );
    expect(stdout.text).toMatch(/\nverdicts {4}\d\d:\d\d:\d\d {2}suspected: live heap \+/);
    expect(stdout.text).toMatch(/live size {3}[\d.]+ MB at the end, growing by [\d.]+ kB\/s \(/);
    expect(stdout.text).toMatch(/\nforecast .*after the last[\s\S]*heap limit/);
    expect(stdout.text).toMatch(/next {8}If a cache or a batch is meant to fill now/);
  });

  it('does not call growth too small to be told that it has told and withdrawn', async () => {
    const again = (second: number) => Math.min(second, 600) + Math.max(0, second - 1200);
    const rows = recordedRows({ seconds: 1450, liveBytes: (second) => leaking(80 * kib)(again(second)) });
    await analyze([recorded('a.jsonl', recordingOf(rows, 4714))]);
    expect(stdout.text).toContain('withdrawn:');
    expect(stdout.text).not.toContain('too slow or too small');
    expect(stdout.text.replace(/\s+/g, ' ')).toContain(
      'Growth was suspected and withdrawn, as it stopped or fell.',
    );
  });

  it('tells of a suspicion that was withdrawn', async () => {
    await analyze([recorded('samples.jsonl', settled)]);
    expect(stdout.lines[0]).toMatch(/^no leak /);
    expect(stdout.text).toMatch(/verdicts {4}[\d:]+ {2}suspected:.*\n(.*\n)?\s+[\d:]+ {2}withdrawn:/);
  });

  it('says what is missing for a verdict', async () => {
    await analyze([recorded('samples.jsonl', `${leak.split('\n').slice(0, 50).join('\n')}\n`)]);
    expect(stdout.lines[0]).toMatch(/^not enough evidence {3}live heap/);
    expect(stdout.text).toContain('next        Record for longer');
  });

  it('keeps to 80 columns, and to ASCII where nothing else can be shown', async () => {
    const file = recorded('samples.jsonl', leak);
    await analyze([file]);
    expect(Math.max(...stdout.lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout.text).toContain('╭');
    stdout = new FakeOutput();
    await analyze([file], {});
    expect(stdout.text).toMatch(/^[\n -~]+$/);
  });

  it('names the thresholds that would have been crossed, by the configuration of the project', async () => {
    const thresholds = { heap: { warning: 0.05, critical: 0.9 } };
    recorded('tidemark.config.json', JSON.stringify({ thresholds }));
    await analyze([recorded('samples.jsonl', healthy)]);
    expect(stdout.text).toMatch(/thresholds {2}heap warning: once, first at [\d:]+, \d+ min in all/);
    expect(stdout.lines.at(-2)).toContain('next        No leak, but memory was short');
  });

  it('shows several processes as a table, the worst one in full', async () => {
    await analyze([recorded('samples.jsonl', healthy + leak)]);
    expect(stdout.lines.slice(0, 5)).toEqual([
      '2 processes in samples.jsonl',
      '',
      expect.stringMatching(/^ {2}PROCESS {3}VERDICT {10}LIVE +RSS AT MOST {3}WATCHED$/),
      expect.stringMatching(/^ {2}4712 {6}leak suspected {3}[\d.]+ MB +[\d.]+ MB +15 min$/),
      expect.stringMatching(/^ {2}4711 {6}no leak {10}40 MB/),
    ]);
    expect(stdout.lines[6]).toMatch(/^leak suspected/);
    expect(stdout.lines.at(-1)).toMatch(/^others .*--id/);
  });

  it('keeps the table short where there are many', async () => {
    const short = (pid: number) => `{"time":1,"pid":${pid},"payload":{}}\n`;
    const many = Array.from({ length: 50 }, (_, index) => short(index + 1)).join('');
    await analyze([recorded('samples.jsonl', many + leak)]);
    expect(stdout.lines[0]).toBe('51 processes in samples.jsonl');
    expect(stdout.lines[3]).toMatch(/^ {2}4712 {6}leak suspected/);
    expect(stdout.lines[43]).toBe('  and 11 more, none of them worse: --json has all');
  });

  it('looks at one process, one thread, and one stretch of time', async () => {
    const thread = recordingOf(recordedRows({ seconds: 60, liveBytes: () => 5 * mib }), 4711, '4711.2');
    const file = recorded('samples.jsonl', healthy + thread + leak);
    const processes = async (...options: string[]) => {
      stdout = new FakeOutput();
      await analyze([file, '--json', ...options]);
      return JSON.parse(stdout.text).processes as {
        id: string;
        period: { samples: number; fromMs: number };
      }[];
    };
    expect((await processes('--pid', '4711')).map(({ id }) => id)).toEqual(['4711', '4711.2']);
    expect((await processes('--id', '4711.2')).map(({ id }) => id)).toEqual(['4711.2']);
    const from = new Date(epoch + 100_000).toISOString();
    const [stretch] = await processes('--id', '4712', '--from', from, '--to', String(epoch + 200_000));
    expect(stretch?.period).toMatchObject({ fromMs: epoch + 100_000, samples: 51 });
  });

  it('takes a process whose counts begin anew for another one of the same id', async () => {
    const again = recordingOf(
      recordedRows({ seconds: 300, liveBytes: leaking(0), startMs: epoch + 3_600_000 }),
      4711,
    );
    await analyze([recorded('samples.jsonl', healthy + again), '--json']);
    const { processes } = JSON.parse(stdout.text) as { processes: { id: string; run: number }[] };
    expect(processes.map(({ id, run }) => [id, run])).toEqual([
      ['4711', 1],
      ['4711', 2],
    ]);
    stdout = new FakeOutput();
    await analyze(['samples.jsonl']);
    expect(stdout.text).toContain('4711 (run 2)');
  });

  it('prints everything as one JSON object', async () => {
    await analyze([recorded('samples.jsonl', leak), '--json']);
    const told = JSON.parse(stdout.text);
    expect(told).toMatchObject({ file: 'samples.jsonl', tornLines: 0, events: 0 });
    expect(told.processes).toHaveLength(1);
    expect(told.processes[0]).toMatchObject({
      pid: 4712,
      id: '4712',
      leak: { verdict: { level: 'suspected' }, steps: [{ report: { level: 'suspected' } }] },
      outOfMemory: { predicted: true, limit: 'heap' },
      period: { samples: 450 },
      pattern: { label: 'linear' },
      capacity: { binding: { kind: 'heap' } },
    });
  });

  it('goes by the sensitivity that is asked for', async () => {
    const slow = recordedRows({ seconds: 900, liveBytes: leaking(5 * kib), everySeconds: 5 });
    const file = recorded('samples.jsonl', recordingOf(slow, 1));
    await analyze([file]);
    await analyze([file, '--sensitivity', 'high']);
    const verdicts = stdout.lines.filter((line) => /^(no leak|leak)/.test(line));
    expect(verdicts.map((line) => line.slice(0, 7))).toEqual(['no leak', 'leak su']);
  });

  it('ends with 3 where --fail-on finds what it names at the end', async () => {
    const file = recorded('samples.jsonl', leak);
    expect(await analyze([file, '--fail-on', 'suspected'])).toEqual({ exitCode: 3 });
    expect(await analyze([file, '--fail-on', 'confirmed'])).toEqual({ exitCode: 0 });
    expect(await analyze([recorded('s.jsonl', settled), '--fail-on', 'suspected'])).toEqual({ exitCode: 0 });
  });
});

describe('what an unusual recording tells', () => {
  it('of a page is what a page can tell', async () => {
    const line = (second: number) =>
      JSON.stringify({ time: epoch + second * 250, pid: 0, id: 'page', payload: { heapUsedBytes: mib } });
    await analyze([
      recorded('samples.jsonl', Array.from({ length: 40 }, (_, second) => line(second)).join('\n')),
    ]);
    expect(stdout.lines[0]).toBe('not enough evidence');
    expect(stdout.text).toMatch(/40 samples,\s+every\s+250 ms/);
    expect(stdout.text).toContain('live size   unknown: 0 readings');
    expect(stdout.text).toContain('capacity    unknown: this platform tells of no limit');
    expect(stdout.text).not.toContain('right after major collections');
  });

  it('of nothing but times is not embellished', async () => {
    await analyze([recorded('samples.jsonl', '{"time":1700000000000,"pid":1,"payload":{}}')]);
    expect(stdout.text).not.toContain('peaks');
    stdout = new FakeOutput();
    await analyze([
      recorded('two.jsonl', '{"time":1,"pid":1,"payload":{}}\n{"time":1,"pid":2,"payload":{}}'),
    ]);
    expect(stdout.lines.slice(3, 5)).toEqual([
      '  1         not enough evidence   –      –             0 s',
      '  2         not enough evidence   –      –             0 s',
    ]);
  });

  it('has gaps, and samples that are out of order', async () => {
    const lines = healthy.split('\n');
    const torn = [
      ...lines.slice(0, 100),
      ...lines.slice(130, 290),
      ...lines.slice(289, 290),
      ...lines.slice(289, 290),
    ];
    await analyze([recorded('samples.jsonl', torn.join('\n'))]);
    expect(stdout.text).toMatch(
      /gaps {8}1, 62 s in all; the longest from [\d:]+ to [\d:]+\. Nothing is\s+known of it/,
    );
    expect(stdout.text).toContain('2 samples were not later than the one before');
  });

  it('has lines with readings that no machine can have, which are left out, counted and told', async () => {
    const broken = healthy.split('\n');
    broken[3] = broken[3]!.replace(/"rssBytes":[\d.]+/, '"rssBytes":1e300');
    const file = recorded('samples.jsonl', broken.join('\n'));
    expect(await analyze([file])).toEqual({ exitCode: 0 });
    expect(stdout.text.replace(/\s+/g, ' ')).toContain(
      'note 1 line has a reading that no machine can have, and is left out (line 4, payload.rssBytes: 1e+300).',
    );
    expect(stdout.text).not.toMatch(/\d{10}/);
    await analyze([file, '--json']);
    expect(JSON.parse(stdout.text.slice(stdout.text.indexOf('{')))).toMatchObject({ corruptLines: 1 });
  });

  it('is refused where it has such readings alone, with the first of them', async () => {
    const broken = healthy.replaceAll(/"rssBytes":[\d.]+/g, '"rssBytes":-1');
    expect(await analyze([recorded('samples.jsonl', broken)])).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('(the first: line 1, payload.rssBytes: -1)');
  });

  it('is of one process where a part of it comes late', async () => {
    const lines = healthy.split('\n');
    const mixed = [...lines.slice(0, 200), ...lines.slice(50, 60), ...lines.slice(200)];
    await analyze([recorded('samples.jsonl', mixed.join('\n'))]);
    expect(stdout.text).not.toContain('processes in');
    expect(stdout.text).toContain('10 samples were not later than the one before');
  });

  it('is refused where its time runs backwards, and is one process all the same', async () => {
    const lines = healthy.trimEnd().split('\n');
    const file = recorded('samples.jsonl', `${lines.toReversed().join('\n')}\n`);
    expect(await analyze([file])).toEqual({ exitCode: 1 });
    expect(stderr.text.replace(/\s+/g, ' ')).toContain(
      'Time runs backwards in samples.jsonl: 299 of 300 samples are not later than one before them.',
    );
    expect(stdout.text).toBe('');
  });

  it('of more than a day has dates', async () => {
    const day = recordedRows({ seconds: 100_000, liveBytes: leaking(0), everySeconds: 60, between: 600 });
    await analyze([recorded('samples.jsonl', recordingOf(day, 1))]);
    expect(stdout.text).toMatch(/peaks .* at 11-1\d \d\d:\d\d,/);
    expect(stdout.text).toMatch(/\n +11-1\d \d\d:\d\d +11-1\d \d\d:\d\d/);
  });

  it('shows the last verdicts where there are many, and a level that fell', async () => {
    const cycle = (second: number): number => {
      // Faster each time, so that it is news each time.
      const rate = (1 + Math.floor(second / 1200)) * 100 * kib;
      return 40 * mib + Math.min(second % 1200, 600) * rate;
    };
    const life = { seconds: 6000, liveBytes: cycle, everySeconds: 5, limitBytes: 4096 * mib };
    await analyze([recorded('samples.jsonl', recordingOf(recordedRows(life), 1))]);
    expect(stdout.text).toMatch(/verdicts {4}The last 6 of \d+:/);
    stdout = new FakeOutput();
    const falling = (second: number): number => (200 - second / 20) * mib;
    await analyze([recorded('s.jsonl', recordingOf(recordedRows({ seconds: 900, liveBytes: falling }), 1))]);
    expect(stdout.lines[0]).toMatch(/^no leak .* shrinking by 5\d(\.\d)? kB\/s over/);
  });

  it('tells when a monitor would have warned of the end of memory', async () => {
    const life = { seconds: 900, liveBytes: leaking(100 * kib), limitBytes: 128 * mib, everySeconds: 2 };
    await analyze([recorded('samples.jsonl', recordingOf(recordedRows(life), 1))]);
    expect(stdout.text).toMatch(/forecast {4}[\d:]+ {2}told: out of memory in about \d+ (min|s): heap limit/);
  });
});

describe('what tidemark analyze reads', () => {
  it('may come from standard input, in any pieces', async () => {
    const all = Buffer.from(healthy);
    const pieces = Array.from({ length: Math.ceil(all.length / 777) }, (_, index) =>
      all.subarray(index * 777, index * 777 + 777),
    );
    input = Readable.from(pieces);
    expect(await analyze(['-'])).toEqual({ exitCode: 0 });
    expect(stdout.text).toContain('Process 4711 in standard input: 10 min');
  });

  it('may end in a line that was cut short, which is told, or in one without a newline', async () => {
    await analyze([recorded('samples.jsonl', healthy.slice(0, -30))]);
    expect(stdout.text).toMatch(/299\s+samples[\s\S]*note {8}The last line was cut short/);
    stdout = new FakeOutput();
    await analyze([recorded('samples.jsonl', healthy.slice(0, -1))]);
    expect(stdout.text).toMatch(/300\s+samples/);
    expect(stdout.text).not.toContain('cut short');
  });

  it.each([
    ['', /samples\.jsonl holds nothing at all\./],
    ['\n\n', /holds nothing at all\./],
    ['{"time":17000', /holds one line, which was cut short or is no JSON\./],
    [
      '{"time":1,"pid":1,"type":"memory:leak_suspected","payload":{}}\n',
      /holds events and no samples: analyze the file of --samples/,
    ],
    [`${healthy}nonsense\n${leak}`, /line 301 must be a JSON object, received "nonsense"/],
    [`{"time":1,"pid":1,"payload":{"rssBytes":"x"}}\n`, /line 1, payload\.rssBytes must be a number or null/],
    ['x'.repeat(300_000), /lines of at most 262,144 bytes; this one has a longer one/],
  ])('is refused with a reason: %#', async (text, message) => {
    expect(await analyze([recorded('samples.jsonl', text)])).toEqual({ exitCode: 1 });
    expect(stderr.text).toMatch(message);
    expect(stdout.text).toBe('');
  });

  it('must be there, and be a file', async () => {
    mkdirSync(join(directory, 'folder'));
    expect(await analyze(['missing.jsonl'])).toEqual({ exitCode: 1 });
    expect(await analyze(['folder'])).toEqual({ exitCode: 1 });
    expect(stderr.lines[0]).toMatch(
      /^tidemark {2}FILE must be a recording that can be read, received missing\.jsonl \(ENOENT/,
    );
    expect(stderr.lines[1]).toContain('EISDIR');
  });

  it.each([
    [['--from', 'yesterday'], '--from must be an ISO 8601 time'],
    [['--from', '2026-11-23T14:00', '--to', '2026-11-22'], '--to must be a time after --from'],
    [['--pid', 'api'], '--pid must be a process id'],
    [['--pid', '9'], '--pid must be of a process in samples.jsonl (4711), received 9'],
    [['--id', '4711.7'], '--id must be one of 4711, received "4711.7"'],
    [['--sensitivity', 'extreme'], '--sensitivity must be one of low, medium, high'],
    [['--fail-on', 'doubt'], '--fail-on must be one of suspected, confirmed'],
    [['--to', '2001-01-01', '--id', '4711'], 'samples.jsonl holds 300 samples, but none from "4711" between'],
    [['--from', '2030-01-01'], 'samples.jsonl holds 300 samples, but none between --from and --to.'],
    [['--jsn'], "unknown option '--jsn'"],
  ])('is not guessed at: %o', async (options, message) => {
    expect(await analyze([recorded('samples.jsonl', healthy), ...options])).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain(message);
    expect(stdout.text).toBe('');
  });
});

describe('a long analysis', () => {
  it('is no heap snapshot, whichever way it comes: the command that reads one is told', async () => {
    const text = '{"snapshot":{"meta":{}}}';
    expect(await analyze([recorded('heap.heapsnapshot', text)])).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('tidemark snapshot analyze heap.heapsnapshot tells what holds the memory.');
    input = bytes(text);
    expect(await analyze(['-'])).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('What came is a heap snapshot');
  });

  it('shows its progress at a terminal, and takes it away', async () => {
    stderr = new FakeOutput({ isTTY: true });
    let time = 0;
    clock = () => (time += 600);
    await analyze([recorded('samples.jsonl', healthy + leak + settled)]);
    expect(stderr.text).toMatch(
      /\r\S*tidemark {2}reading samples\.jsonl {3}\d+ % {3}\d+ s left {3}Ctrl-C stops/,
    );
    expect(stderr.text.endsWith('\r\x1b[2K')).toBe(true);
  });

  it('shows how much it has read where the end is not known', async () => {
    stderr = new FakeOutput({ isTTY: true });
    let time = 0;
    clock = () => (time += 5000);
    input = bytes(healthy);
    await analyze(['-']);
    expect(stderr.text).toContain('tidemark  reading standard input   300 samples   Ctrl-C stops');
  });

  it('is silent where nobody watches', async () => {
    let time = 0;
    clock = () => (time += 10_000);
    await analyze([recorded('samples.jsonl', leak)]);
    expect(stderr.text).toBe('');
  });

  it('stops at Ctrl-C, even while it waits for more, and prints nothing', async () => {
    let told = () => {};
    const waiting = new Promise<void>((resolve) => {
      told = resolve;
    });
    input = (async function* () {
      yield* bytes(healthy);
      told();
      await new Promise(() => {});
    })();
    const ended = analyze(['-']);
    await waiting;
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toEqual({ signal: 'SIGINT' });
    expect(stdout.text).toBe('');
    expect(signals.eventNames()).toEqual([]);
  });
});

describe('what was told live', () => {
  const told = (level: string, second: number, id = 'abcd1234') =>
    `${JSON.stringify({
      time: epoch + second * 1000,
      pid: 4711,
      id: '4711',
      type: `memory:leak_${level}`,
      payload: {
        id,
        level,
        memory: 'heap',
        rateBytesPerSecond: 60 * kib,
        grownBytes: 9 * mib,
        sinceMs: 150_000,
        pattern: 'linear',
        confidence: 0.9,
        sites: [],
        evidence: [],
        advice: 'Look.',
      },
    })}\n`;

  it('is shown beside what the samples tell, and counts for --fail-on', async () => {
    const samples = recorded('s.jsonl', healthy);
    const events = recorded('e.jsonl', told('suspected', 300) + told('confirmed', 400));
    const outcome = await analyze([samples, '--events', events, '--fail-on', 'confirmed']);
    expect(outcome).toEqual({ exitCode: 3 });
    expect(stdout.text).toMatch(/^told live {3}[\d:]+ {2}suspected: live heap \+9 MB/m);
    expect(stdout.text).toMatch(/^ {12}[\d:]+ {2}confirmed: live heap/m);
  });

  it('counts no more once it was withdrawn, nor from another time', async () => {
    const samples = recorded('s.jsonl', healthy);
    const events = recorded(
      'e.jsonl',
      told('confirmed', 300) + told('withdrawn', 400) + told('suspected', 9000),
    );
    const outcome = await analyze([samples, '--events', events, '--fail-on', 'suspected', '--json']);
    expect(outcome).toEqual({ exitCode: 0 });
    const [process] = JSON.parse(stdout.text).processes;
    expect(process.told.map(({ report }: { report: { level: string } }) => report.level)).toEqual([
      'confirmed',
      'withdrawn',
    ]);
  });

  it('has the headline, the evidence and the advice where it is worse than what the samples tell, and says so', async () => {
    const files = [recorded('s.jsonl', healthy), '--events', recorded('e.jsonl', told('confirmed', 400))];
    await analyze(files);
    expect(stdout.lines[0]).toMatch(/^leak confirmed, told live at [\d:]+ {3}live heap \+9 MB/);
    expect(stdout.text.replace(/\s+/g, ' ')).toContain(
      'So it was told live, when more was known than a recording holds. The samples alone tell: no leak.',
    );
    expect(stdout.lines.at(-1)).toBe('next        Look.');
    expect(stdout.text).not.toContain('Nothing to do');
    stdout = new FakeOutput();
    await analyze([...files, '--json']);
    expect(JSON.parse(stdout.text).processes[0].verdict).toMatchObject({
      level: 'confirmed',
      by: 'live',
      toldAt: epoch + 400_000,
      report: { id: 'abcd1234' },
    });
  });

  it('leaves the word to the samples where they tell something worse, and says what was told live', async () => {
    const own = (line: string) => line.replaceAll('4711', '4712');
    const events = recorded('e.jsonl', own(told('suspected', 300) + told('withdrawn', 400)));
    await analyze([recorded('s.jsonl', leak), '--events', events]);
    expect(stdout.lines[0]).toMatch(/^leak suspected {3}live heap/);
    expect(stdout.text.replace(/\s+/g, ' ')).toMatch(
      /So the samples tell\. Live, it was withdrawn at [\d:]+\./,
    );
  });

  it('decides which of several processes is the worst', async () => {
    const events = recorded('e.jsonl', told('confirmed', 400));
    await analyze([recorded('s.jsonl', healthy + leak), '--events', events]);
    expect(stdout.lines[3]).toMatch(/^ {2}4711 {6}leak confirmed/);
  });

  it('tells how the process ended, and does not ask to restart what is dead', async () => {
    const advice =
      'Restart or drain the process now: it may end soon. Take no heap snapshot: it may end the process. Bound it.';
    const urgent = told('confirmed', 400).replace('Look.', advice);
    const end = `${JSON.stringify({
      time: epoch + 600_500,
      pid: 4711,
      id: '4711',
      type: 'process:exited',
      payload: { name: 'app.js', role: 'main', code: null, signal: 'SIGABRT' },
    })}\n`;
    await analyze([recorded('s.jsonl', healthy), '--events', recorded('e.jsonl', urgent + end)]);
    const text = stdout.text.replace(/\s+/g, ' ');
    expect(text).toMatch(/ended at [\d:]+, killed by SIGABRT: so V8 ends a process whose heap is full/);
    expect(text).toMatch(/next It has ended: start it with more room.* Bound it\./);
    stdout = new FakeOutput();
    await analyze(['s.jsonl', '--events', recorded('e.jsonl', urgent)]);
    expect(stdout.text.replace(/\s+/g, ' ')).toContain(
      'next If it still runs, restart or drain it: it may end soon.',
    );
  });

  it.each([
    ['SIGABRT', /^ran out of heap, most likely {3}live heap/],
    ['SIGKILL', /^killed before a verdict {3}live heap/],
  ])('does not ask to record for longer what %s has ended', async (signal, headline) => {
    const exit = {
      time: epoch + 100_500,
      pid: 4712,
      id: '4712',
      type: 'process:exited',
      payload: { name: 'app.js', role: 'main', code: null, signal },
    };
    const short = recorded('s.jsonl', `${leak.split('\n').slice(0, 50).join('\n')}\n`);
    await analyze([short, '--events', recorded('e.jsonl', `${JSON.stringify(exit)}\n`)]);
    expect(stdout.text).toMatch(headline);
    expect(stdout.text.replace(/\s+/g, ' ')).toContain(
      'next Bound what grows, or raise the limit: `tidemark postmortem --pid 4712` tells how it died.',
    );
  });

  it.each([
    [
      'of other processes',
      told('confirmed', 300).replaceAll('4711', '99'),
      /e\.jsonl tells of process 99, but the recording is of process 4711/,
    ],
    ['of samples', healthy, /e\.jsonl holds samples and no events/],
    ['without an event', 'abc\n', /e\.jsonl holds one line, which was cut short or is no event/],
  ])('is not taken from a file %s: a build does not pass by it', async (_, text, message) => {
    const files = [recorded('s.jsonl', healthy), '--events', recorded('e.jsonl', text)];
    expect(await analyze([...files, '--fail-on', 'suspected'])).toEqual({ exitCode: 1 });
    expect(stderr.text).toMatch(message);
    expect(stdout.text).toBe('');
  });

  it.each([
    ['is empty', '', /e\.jsonl is empty: nothing was told, or it belongs to another recording/],
    [
      'is of another time',
      told('confirmed', 90_000),
      /No verdict in e\.jsonl is from the time of this recording/,
    ],
    [
      'ends in a line that was cut short',
      told('suspected', 300) + told('confirmed', 400).slice(0, 60),
      /The last line of e\.jsonl was cut short/,
    ],
  ])('comes with a note where the file %s', async (_, text, note) => {
    const files = [recorded('s.jsonl', healthy), '--events', recorded('e.jsonl', text)];
    await analyze(files);
    expect(stdout.text.replace(/\s+/g, ' ')).toMatch(note);
    stdout = new FakeOutput();
    await analyze([...files, '--json']);
    expect(JSON.parse(stdout.text).notes).toEqual([expect.stringMatching(note)]);
  });

  it('is said not to be known where a leak was suspected and there are no events', async () => {
    await analyze([recorded('s.jsonl', leak)]);
    expect(stdout.text).toMatch(/^not known {3}A recording holds no allocation sites/m);
  });
});
