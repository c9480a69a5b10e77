import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/cli/commandLine.ts';
import { openLocalApi } from '../../../src/serving/openLocalApi.ts';
import { FakeDirectory } from '../../serving/FakeDirectory.ts';
import { FakeOutput } from '../FakeOutput.ts';

let folder: string;
let stdout: FakeOutput;
let stderr: FakeOutput;
let directory: FakeDirectory;
let api: { close(): Promise<void> } | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-top-'));
  stdout = new FakeOutput();
  stderr = new FakeOutput();
  directory = new FakeDirectory();
});

afterEach(async () => {
  await api?.close();
  api = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function serve(): Promise<void> {
  api = await openLocalApi({ directory, logger: console, parent: folder });
}

function top(...given: readonly string[]) {
  return commandLine(['top', ...given], {
    environment: { LANG: 'C', TMPDIR: folder },
    directory: folder,
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => Readable.from([]) as never,
    stdout: stdout as never,
    stderr: stderr as never,
    signals: new EventEmitter(),
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now: Date.now,
  });
}

describe('tidemark top', () => {
  it('says what to do where nothing runs, and where a process is not watched', async () => {
    expect(await top()).toEqual({ exitCode: 1 });
    expect(stderr.text).toBe(
      'tidemark  Nothing of yours runs under Tidemark. Start it with tidemark run, or with tidemark/register and TIDEMARK_PORT.\n',
    );
    stderr.text = '';
    expect(await top('9')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('Tidemark watches no process 9. Start it with tidemark run');
    await serve();
    stderr.text = '';
    expect(await top('9')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('Tidemark watches no process 9. It watches 4711 (server.js).');
    directory.known = [];
    expect(await top('--once')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('A hub runs, and none of its processes has reported yet.');
    expect(stdout.text).toBe('');
  });

  it('refuses options that mean nothing', async () => {
    for (const given of [['x'], ['--interval', '3'], ['--interval', 'soon'], ['--interval', '2h']]) {
      expect(await top(...given)).toEqual({ exitCode: 2 });
    }
    expect(stderr.text).toContain(
      '--interval must be milliseconds from 200 to 3600000, or text such as "5s"',
    );
    expect(stderr.text).toContain('pid must be the number of a process');
  });

  it('prints one table, in ASCII where nothing else can be shown; with the details of the process that is asked for', async () => {
    await serve();
    expect(await top('--once')).toEqual({ exitCode: 0 });
    expect(stdout.lines).toHaveLength(2);
    expect(stdout.lines[0]).toMatch(/^ {4}PID {2}NAME {7}VERDICTv/);
    expect(stdout.lines[1]).toMatch(/^ {3}4711 {2}server\.js {2}/);
    stdout.text = '';
    expect(await top('4711', '--once', '--interval', '2s')).toEqual({ exitCode: 0 });
    expect(stdout.text).toContain('\nserver.js   process 4711, Node.js v20.20.2, since ');
  });

  it('prints JSON', async () => {
    await serve();
    expect(await top('--once', '--json')).toEqual({ exitCode: 0 });
    expect(JSON.parse(stdout.text)).toMatchObject({ id: '4711', name: 'server.js', state: 'live' });
  });
});
