import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandContext } from '../../src/cli/CommandContext.ts';
import { commandLine } from '../../src/cli/commandLine.ts';
import { snapshotText } from '../profiling/heap-snapshot/TinySnapshot.ts';
import { FakeOutput } from './FakeOutput.ts';

const built = new URL('../../dist/cli/snapshot/thread/snapshotThread.js', import.meta.url);
const text = snapshotText([
  { type: 'synthetic', edges: [['shortcut', 'global', 1]] },
  { name: 'global', edges: [['property', 'store', 2]] },
  { name: 'Store', size: 5_000_000 },
]);

let directory: string;
let stdout: FakeOutput;
let stderr: FakeOutput;
let signals: EventEmitter;
let threadUrl: URL;
let mostBytesHere: number;
let input: CommandContext['standardInput'];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-thread-'));
  writeFileSync(join(directory, 'a.heapsnapshot'), text);
  stdout = new FakeOutput();
  stderr = new FakeOutput({ isTTY: true });
  signals = new EventEmitter();
  threadUrl = built;
  mostBytesHere = 0;
  input = () => Readable.from([]);
});

afterEach(() => rmSync(directory, { recursive: true }));

/** What a thread does instead. */
function thread(program: string): void {
  const path = join(directory, 'thread.mjs');
  writeFileSync(
    path,
    `import { parentPort } from 'node:worker_threads';
     const say = (message) => parentPort.postMessage(message);
     ${program}`,
  );
  threadUrl = pathToFileURL(path);
}

function snapshot(...given: string[]) {
  return commandLine(['snapshot', ...given], {
    environment: { LANG: 'en_GB.UTF-8' },
    directory,
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => input(),
    stdout: stdout as never,
    stderr: stderr as never,
    signals,
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now: Date.now,
    threadUrl,
    mostBytesHere,
  });
}

const longLoop = `say({ type: 'stage', stage: { title: 'finding who keeps whom alive', total: undefined } }); for (;;);`;

describe('a thread that reads heap snapshots', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    'is ended at once by %s while it is in a long loop, of which the time is shown meanwhile',
    async (signal) => {
      thread(longLoop);
      const ended = snapshot('analyze', 'a.heapsnapshot');
      await vi.waitFor(
        () => expect(stderr.text).toMatch(/finding who keeps whom alive {3}[12] s {3}Ctrl-C stops/),
        { timeout: 20_000 },
      );
      signals.emit(signal, signal);
      expect(await ended).toEqual({ signal });
      expect(stderr.text.endsWith('\r\x1b[2K')).toBe(true);
      expect(stdout.text).toBe('');
      expect(signals.eventNames()).toEqual([]);
    },
    60_000,
  );

  it('says so where it ends without an answer, and where its memory did not suffice', async () => {
    thread('process.exit(3);');
    expect(await snapshot('analyze', 'a.heapsnapshot')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('The analysis ended without an answer: its thread ended with code 3.');
    thread(
      "const error = new Error('out'); Object.assign(error, { code: 'ERR_WORKER_OUT_OF_MEMORY' }); throw error;",
    );
    expect(await snapshot('analyze', 'a.heapsnapshot')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('NODE_OPTIONS=--max-old-space-size=8000');
  });

  it('is not started for small files', async () => {
    thread('process.exit(3);');
    mostBytesHere = text.length;
    expect(await snapshot('analyze', 'a.heapsnapshot')).toEqual({ exitCode: 0 });
    expect(stdout.lines[0]).toMatch(/^4\.8 MB in 3 objects {3}a\.heapsnapshot, /);
    expect(await snapshot('diff', 'a.heapsnapshot', 'a.heapsnapshot')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('The analysis ended without an answer: its thread ended with code 3.');
  });

  it('hands over its defects', async () => {
    thread("say({ type: 'defect', error: new Error('a defect') });");
    await expect(snapshot('analyze', 'a.heapsnapshot')).rejects.toThrow('a defect');
  });
});

describe.skipIf(!existsSync(built))('the thread of the build', () => {
  it('prints what this thread would, of files and of standard input', async () => {
    expect(await snapshot('analyze', 'a.heapsnapshot')).toEqual({ exitCode: 0 });
    expect(stdout.lines[0]).toMatch(/^4\.8 MB in 3 objects {3}a\.heapsnapshot, /);
    stdout.text = '';
    input = () => Readable.from([readFileSync(join(directory, 'a.heapsnapshot'))]);
    expect(await snapshot('diff', 'a.heapsnapshot', '-')).toEqual({ exitCode: 0 });
    expect(stdout.lines[0]).toMatch(/^No suspected leak in 2 snapshots/);
    stdout.text = '';
    expect(await snapshot('retainers', 'a.heapsnapshot', '@5', '--json')).toEqual({ exitCode: 0 });
    expect(JSON.parse(stdout.text)).toMatchObject({ id: 5, path: 'globalThis.store' });
  });

  it('fails as this thread would', async () => {
    expect(await snapshot('analyze', 'none')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('FILE must be a heap snapshot that can be read, received none');
    expect(await snapshot('retainers', 'a.heapsnapshot', 'x')).toEqual({ exitCode: 2 });
    input = () =>
      new Readable({
        read() {
          this.destroy(new Error('the disk is gone'));
        },
      });
    expect(await snapshot('analyze', '-')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('received - (the disk is gone)');
  });
});
