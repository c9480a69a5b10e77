import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandLine } from '../../src/cli/commandLine.ts';
import { encodeLine } from '../../src/wire/codec.ts';
import { helloOf, sampleOf } from '../hub/RawAgent.ts';
import { FakeOutput } from './FakeOutput.ts';

let directory: string;
let stdout: FakeOutput;
let stderr: FakeOutput;
let signals: EventEmitter;
let opened: string[];

/** Stands for the agent: says hello and one sample under the pid of its process. */
const register = `
  import { connect } from 'node:net';
  const lines = ${JSON.stringify(encodeLine(helloOf('4711')) + encodeLine(sampleOf({ time: 1_000, rssBytes: 5 })))};
  const socket = connect(process.env.TIDEMARK_HUB_SOCKET);
  await new Promise((resolve) => socket.write(lines.replaceAll('4711', process.pid), resolve));
  socket.unref();
`;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-cli-'));
  stdout = new FakeOutput();
  stderr = new FakeOutput();
  signals = new EventEmitter();
  opened = [];
  writeFileSync(join(directory, 'register.mjs'), register);
});

afterEach(() => rmSync(directory, { recursive: true }));

function tidemark(given: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return commandLine(given, {
    environment: { PATH: process.env.PATH, ...environment },
    directory,
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => Readable.from([]),
    stdout: stdout as never,
    stderr: stderr as never,
    signals,
    sharesKeyboard: () => false,
    registerUrl: pathToFileURL(join(directory, 'register.mjs')).href,
    openBrowser: async (url) => opened.push(url),
    now: Date.now,
  });
}

describe('tidemark config print', () => {
  it('prints every setting with its value and where it comes from', async () => {
    script('tidemark.config.json', '{ "sampling": { "historySize": 50 } }');
    const environment = { TIDEMARK_SAMPLING_INTERVAL: '2s' };
    expect(await tidemark(['config', 'print'], environment)).toEqual({ exitCode: 0 });
    const lines = stdout.text.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(lines).toContain('enabled | true | default');
    expect(lines).toContain('name | – | default');
    expect(lines).toContain('leakDetection.confirmAfter | "15m" | default');
    expect(lines).toContain('thresholds.rss.critical | "1GB" | default');
    expect(lines).toContain('thresholds.heap.critical | 0.85 | default');
    expect(lines).toContain('sampling.interval | "2s" | environment | TIDEMARK_SAMPLING_INTERVAL');
    expect(lines).toContain(`sampling.historySize | 50 | file | ${join(directory, 'tidemark.config.json')}`);
  });

  it('prints the same as one JSON object', async () => {
    await tidemark(['config', 'print', '--json'], { TIDEMARK_NAME: 'shop' });
    const { file, settings } = JSON.parse(stdout.text);
    expect(file).toBeNull();
    expect(settings).toContainEqual(
      expect.objectContaining({ path: 'name', value: 'shop', default: null, source: 'environment' }),
    );
  });

  it('ends with code 2 where the configuration is wrong', async () => {
    expect(await tidemark(['config', 'print'], { TIDEMARK_PORT: 'many' })).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('TIDEMARK_PORT must be');
  });
});

function script(name: string, text: string): string {
  writeFileSync(join(directory, name), text);
  return name;
}

const until = (assertion: () => void) => vi.waitFor(assertion, { timeout: 15_000, interval: 10 });

describe('tidemark', () => {
  it('prints its version and its help on standard output', async () => {
    expect(await tidemark(['--version'])).toEqual({ exitCode: 0 });
    expect(stdout.text).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await tidemark(['--help'])).toEqual({ exitCode: 0 });
    expect(stdout.text).toContain('Usage: tidemark [options] [command]');
    expect(await tidemark(['run', '--help'])).toEqual({ exitCode: 0 });
    expect(stdout.text).toMatch(/Usage: tidemark run \[options\] app\.js[\s\S]*Examples:/);
    expect(stderr.text).toBe('');
  });

  it('suggests the nearest verb and the nearest option', async () => {
    expect(await tidemark(['rnu', 'app.js'])).toEqual({ exitCode: 2 });
    expect(stderr.text).toMatch(/^tidemark {2}unknown command 'rnu'\n\(Did you mean run\?\)/);
    expect(await tidemark(['run', '--intervall', '5', 'app.js'])).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('(Did you mean --interval?)');
  });

  it('wants a verb, and an application to run', async () => {
    expect(await tidemark([])).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('Usage: tidemark');
    expect(await tidemark(['run'])).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain("missing required argument 'application'");
  });

  it('lets a defect of its own through', async () => {
    const failing = {
      get text() {
        return '';
      },
      write: () => {
        throw new Error('a defect');
      },
    };
    stderr = failing as never;
    await expect(tidemark(['run', 'missing.js'])).rejects.toThrow('a defect');
  });
});

describe('tidemark run', () => {
  it('passes the exit code on, and says how it ended', async () => {
    const app = script('app.mjs', 'process.exit(7);');
    expect(await tidemark(['run', '--port', '0', app])).toEqual({ exitCode: 7 });
    expect(stderr.lines[0]).toMatch(
      /^tidemark {2}watching node app\.mjs \(pid \d+\) {3}http:\/\/127\.0\.0\.1:\d+\/$/,
    );
    expect(stderr.lines.slice(1)).toEqual([
      expect.stringMatching(
        /^ {10}Its address with the token that lets it act, for this user alone: .*dashboard$/,
      ),
      '          If its heap runs full, V8 leaves a report, without environment and arguments: tidemark postmortem',
      '          capacity unknown: this platform tells of no limit',
      expect.stringMatching(/^tidemark {2}\d\d:\d\d:\d\d {2}node app\.mjs {3}ended with code 7 after/),
      expect.stringContaining('RSS 5 bytes'),
    ]);
    expect(stdout.text).toBe('');
  });

  it('leaves no socket behind, and no signal handler', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'tm-parent-'));
    vi.stubEnv('TMPDIR', parent);
    await tidemark(['run', '--no-dashboard', script('app.mjs', '')]);
    vi.unstubAllEnvs();
    expect(stderr.text).toContain('capacity');
    expect(readdirSync(parent)).toEqual([]);
    rmSync(parent, { recursive: true });
    expect(signals.eventNames()).toEqual([]);
  });

  it('is silent when all is well, and serves no dashboard where none is wanted', async () => {
    expect(await tidemark(['run', '--no-dashboard', script('app.mjs', '')])).toEqual({ exitCode: 0 });
    expect(stderr.lines[0]).toMatch(/watching node app\.mjs \(pid \d+\)$/);
    expect(stderr.lines).toHaveLength(3);
  });

  it('gives the application its arguments, and its settings by the environment', async () => {
    const app = script(
      'app.mjs',
      `import { writeFileSync } from 'node:fs';
       const { TIDEMARK_SAMPLING_INTERVAL, TIDEMARK_NAME, TIDEMARK_LEAK_DETECTION_SENSITIVITY, TIDEMARK_PORT } = process.env;
       writeFileSync('seen.json', JSON.stringify([process.argv.slice(2), TIDEMARK_SAMPLING_INTERVAL, TIDEMARK_NAME,
         TIDEMARK_LEAK_DETECTION_SENSITIVITY, TIDEMARK_PORT ?? null]));`,
    );
    const seen = () => JSON.parse(readFileSync(join(directory, 'seen.json'), 'utf8')) as unknown;
    const options = ['--interval', '2s', '--name', 'api', '--sensitivity', 'high'];
    await tidemark(['run', ...options, app, '--port', 'x'], { TIDEMARK_PORT: '0' });
    expect(seen()).toEqual([['--port', 'x'], '2000', 'api', 'high', null]);
    await tidemark(['run', '--no-dashboard', '--', process.execPath, app]);
    expect(seen()).toEqual([[], '1000', null, null, null].map((value) => value ?? null));
    await tidemark(['run', '--no-dashboard', app], { TIDEMARK_SAMPLING_INTERVAL: '300ms' });
    expect((seen() as unknown[])[1]).toBe('300');
  });

  it('appends samples and events to files', async () => {
    const files = ['--events', 'events.jsonl', '--samples', 'samples.jsonl'];
    await tidemark(['run', '--no-dashboard', ...files, script('app.mjs', '')]);
    const end = JSON.parse(readFileSync(join(directory, 'events.jsonl'), 'utf8')) as unknown;
    expect(end).toMatchObject({ type: 'process:exited', payload: { role: 'main', code: 0, signal: null } });
    const sample = JSON.parse(readFileSync(join(directory, 'samples.jsonl'), 'utf8')) as { pid: number };
    expect(sample).toEqual({
      time: 1_000,
      pid: sample.pid,
      id: String(sample.pid),
      type: 'memory:sampled',
      payload: { time: 1_000, rssBytes: 5 },
    });
    expect(await tidemark(['analyze', 'samples.jsonl'])).toEqual({ exitCode: 0 });
    expect(stdout.text).toMatch(
      /^not enough evidence\nProcess \d+ in samples\.jsonl: 0 s from .*, 1 sample\.\n/,
    );
    expect(stdout.text).toContain('RSS 5 bytes');
  });

  it('passes signals on, dies of what the application died of, and says nothing of what was asked for', async () => {
    const app = script('app.mjs', 'setInterval(() => {}, 1000);');
    const ended = tidemark(['run', '--no-dashboard', app]);
    await until(() => expect(stderr.text).toContain('capacity'));
    signals.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toEqual({ signal: 'SIGTERM' });
    expect(stderr.lines).toHaveLength(3);
  });

  it('does not start the application after a signal has come', async () => {
    const app = script('app.mjs', `import { writeFileSync } from 'node:fs'; writeFileSync('started', '');`);
    const ended = tidemark(['run', '--no-dashboard', app]);
    await until(() => expect(signals.eventNames()).toContain('SIGINT'));
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toEqual({ signal: 'SIGINT' });
    expect(existsSync(join(directory, 'started'))).toBe(false);
  });

  it('opens the browser where somebody would see it', async () => {
    stderr = new FakeOutput({ isTTY: true });
    const app = script('app.mjs', '');
    await tidemark(['run', '--port', '0', app], { DISPLAY: ':0' });
    expect(opened).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#k=[\w-]{22}$/)]);
    expect(stderr.text).toContain(opened[0]);
    await tidemark(['run', '--port', '0', '--no-open', app], { DISPLAY: ':0' });
    expect(opened).toHaveLength(1);
  });

  it('takes another port where the usual one is taken, but not where it was asked for', async () => {
    const taken = createServer().listen(7171, '127.0.0.1');
    await new Promise((resolve) => taken.on('listening', resolve).on('error', resolve));
    const app = script('app.mjs', '');
    expect(await tidemark(['run', app])).toEqual({ exitCode: 0 });
    expect(stderr.lines[0]).not.toContain(':7171/');
    expect(stderr.lines[0]).toMatch(/ {3}\(7171 is in use\)$/);
    expect(await tidemark(['run', '--port', '7171', app])).toEqual({ exitCode: 1 });
    expect(stderr.lines.at(-1)).toMatch(/^tidemark {2}Port 7171 on 127\.0\.0\.1 is in use\..*--port/);
    expect(await tidemark(['run', app], { TIDEMARK_PORT: '7171' })).toEqual({ exitCode: 1 });
    await new Promise((resolve) => taken.close(resolve));
  });

  it('runs the application alone where it is turned off', async () => {
    const app = script('app.mjs', 'process.exit(process.env.TIDEMARK_HUB_SOCKET === undefined ? 5 : 0);');
    expect(await tidemark(['run', app], { TIDEMARK_ENABLED: 'false' })).toEqual({ exitCode: 5 });
    expect(stderr.lines).toEqual(['tidemark  is turned off (enabled: false): node app.mjs runs unwatched']);
  });

  it('tells of variables that are none of ours', async () => {
    await tidemark(['run', '--no-dashboard', script('app.mjs', '')], { TIDEMARK_INTERVALL: '5' });
    expect(stderr.text).toMatch(/note[\s\S]*TIDEMARK_INTERVALL/);
  });

  it.each([
    [['--interval', 'soon'], {}, 2, '--interval must be milliseconds'],
    [['--port', '99999'], {}, 2, '--port must be a whole number from 0 to 65535, received 99999\n'],
    [['--sensitivity', 'extreme'], {}, 2, '--sensitivity must be one of'],
    [[], { TIDEMARK_SAMPLING_INTERVAL: 'soon' }, 2, 'TIDEMARK_SAMPLING_INTERVAL must be'],
    [['--events', 'missing/events.jsonl'], {}, 1, '--events must be a file that can be written to'],
  ])('refuses %s %o before it starts anything', async (options, environment, exitCode, message) => {
    const app = script('app.mjs', `import { writeFileSync } from 'node:fs'; writeFileSync('started', '');`);
    expect(await tidemark(['run', ...options, app], environment)).toEqual({ exitCode });
    expect(stderr.text).toContain(message);
    expect(existsSync(join(directory, 'started'))).toBe(false);
  });

  it('names a configuration that it cannot read', async () => {
    writeFileSync(join(directory, 'tidemark.config.json'), '{ "sampling": ');
    expect(await tidemark(['run', script('app.mjs', '')])).toEqual({ exitCode: 2 });
    expect(stderr.text).toMatch(/tidemark\.config\.json cannot be read/);
  });

  it('ends with 127 for what does not exist, and with 126 for what cannot be executed', async () => {
    expect(await tidemark(['run', 'missing.js'])).toEqual({ exitCode: 127 });
    expect(await tidemark(['run', '--no-dashboard', '--', 'no-such-command'])).toEqual({ exitCode: 127 });
    expect(await tidemark(['run', '--no-dashboard', '--', '.'])).toEqual({ exitCode: 126 });
    expect(await tidemark(['run', ''])).toEqual({ exitCode: 127 });
    expect(stderr.lines).toEqual([
      expect.stringContaining('tidemark  There is no script "'),
      'tidemark  What to run must be a script or a command that exists, received "no-such-command"',
      'tidemark  What to run must be a script or a command that can be executed, received the folder "."',
      'tidemark  What to run must be a script or a command, received ""',
    ]);
  });
});
