import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { transformSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/commandLine.ts';
import { snapshotText } from '../profiling/heap-snapshot/TinySnapshot.ts';
import { FakeOutput } from './FakeOutput.ts';

const text = snapshotText([
  { type: 'synthetic', edges: [['shortcut', 'global', 1]] },
  { name: 'global', edges: [['property', 'store', 2]] },
  { name: 'Store', size: 5_000_000, edges: [['property', 'anna', 3]] },
  { type: 'string', name: 'secret', size: 50 },
]);

let directory: string;
let stdout: FakeOutput;
let stderr: FakeOutput;
let signals: EventEmitter;
let input: AsyncIterable<Uint8Array>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-snapshot-'));
  writeFileSync(join(directory, 'a.heapsnapshot'), text);
  stdout = new FakeOutput();
  stderr = new FakeOutput();
  signals = new EventEmitter();
});

afterEach(() => rmSync(directory, { recursive: true }));

function snapshot(...given: string[]) {
  return commandLine(['snapshot', ...given], {
    environment: { LANG: 'en_GB.UTF-8' },
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
    now: () => 0,
  });
}

const read = (name: string): Buffer => readFileSync(join(directory, name));

describe('a snapshot from standard input', () => {
  it('is told like a file, compressed or not, in pieces of any size', async () => {
    for (const bytes of [Buffer.from(text), gzipSync(text)]) {
      stdout.text = '';
      input = Readable.from([bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)]);
      expect(await snapshot('analyze', '-')).toEqual({ exitCode: 0 });
      expect(stdout.lines[0]).toBe(
        `4.8 MB in 4 objects   standard input, ${bytes.length > 1000 ? '1.1 kB' : `${bytes.length} bytes`}`,
      );
      expect(stdout.text).toMatch(/\nStore +1 +4\.8 MB +4\.8 MB\n/);
    }
  });

  it('may be one of those that are compared, and no more than one', async () => {
    input = Readable.from([Buffer.from(text)]);
    expect(await snapshot('diff', 'a.heapsnapshot', '-')).toEqual({ exitCode: 0 });
    expect(stdout.lines[0]).toMatch(/^No suspected leak in 2 snapshots/);
    expect(await snapshot('diff', '-', '-')).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('of which one may be - for standard input');
  });

  it('says what is wrong with it: nothing at all, compressed data cut short or damaged', async () => {
    const packed = gzipSync(text);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 20, 60);
    for (const [bytes, reason] of [
      [Buffer.alloc(0), /standard input: A heap snapshot must have something in it/],
      [packed.subarray(0, 200), /standard input: A heap snapshot must be whole, but it is compressed, and/],
      [damaged, /cannot be unpacked/],
    ] as const) {
      stderr.text = '';
      input = Readable.from(bytes.length === 0 ? [] : [bytes]);
      expect(await snapshot('analyze', '-')).toEqual({ exitCode: 1 });
      expect(stderr.text).toMatch(reason);
    }
  });

  it('is waited for until Ctrl-C', async () => {
    input = new Readable({ read: () => undefined });
    const told = snapshot('analyze', '-');
    await expect.poll(() => signals.listenerCount('SIGINT')).toBe(1);
    signals.emit('SIGINT', 'SIGINT');
    expect(await told).toEqual({ signal: 'SIGINT' });
  });
});

describe('a compressed file', () => {
  it('is read as it is', async () => {
    writeFileSync(join(directory, 'a.heapsnapshot.gz'), gzipSync(text));
    expect(await snapshot('analyze', 'a.heapsnapshot.gz', '--json')).toEqual({ exitCode: 0 });
    expect(JSON.parse(stdout.text)).toMatchObject({
      file: 'a.heapsnapshot.gz',
      totalBytes: 5_000_050,
      objects: 4,
    });
    stdout.text = '';
    expect(await snapshot('retainers', 'a.heapsnapshot.gz', '@5')).toEqual({ exitCode: 0 });
    expect(stdout.text).toContain('globalThis.store');
  });
});

describe('tidemark snapshot redact', () => {
  it('writes a copy for its owner only, with the same graph and without texts', async () => {
    mkdirSync(join(directory, 'new'));
    expect(await snapshot('redact', 'a.heapsnapshot', '--out', 'new/b.heapsnapshot')).toEqual({
      exitCode: 0,
    });
    const redacted = read('new/b.heapsnapshot').toString();
    expect(redacted).toBe(
      text
        .replaceAll(/secret/g, 'xxxxxx')
        .replaceAll(/(?<=")(?:anna|store)(?=")/g, (key) => 'x'.repeat(key.length)),
    );
    expect(statSync(join(directory, 'new/b.heapsnapshot')).mode & 0o777).toBe(0o600);
    expect(stdout.text).toMatch(
      /^new\/b\.heapsnapshot: .* Objects, sizes and references are those of a\.heapsnapshot;/,
    );
    const told = async (file: string) => {
      stdout.text = '';
      await snapshot('analyze', file, '--json');
      const { totalBytes, objects, references } = JSON.parse(stdout.text);
      return { totalBytes, objects, references };
    };
    expect(await told('new/b.heapsnapshot')).toEqual(await told('a.heapsnapshot'));
  });

  it('reads standard input and compressed files, and compresses what ends with .gz', async () => {
    input = Readable.from([gzipSync(text)]);
    expect(await snapshot('redact', '-', '--out', 'b.heapsnapshot.gz')).toEqual({ exitCode: 0 });
    expect(gunzipSync(read('b.heapsnapshot.gz')).toString()).not.toContain('secret');
  });

  it('never writes over a file, and wants to know where to', async () => {
    expect(await snapshot('redact', 'a.heapsnapshot', '--out', 'a.heapsnapshot')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain(
      '--out must be a file that can be written, received a.heapsnapshot (there is one already)',
    );
    expect(await snapshot('redact', 'a.heapsnapshot', '--out', '/proc/no/where')).toEqual({ exitCode: 1 });
    expect(await snapshot('redact', 'a.heapsnapshot', '--out', 'a.heapsnapshot/b')).toEqual({ exitCode: 1 });
    expect(stderr.text).toMatch(/received a\.heapsnapshot\/b \(.*a\.heapsnapshot/);
    expect(await snapshot('redact', 'a.heapsnapshot')).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('--out must be the file to write to, received nothing');
    expect(read('a.heapsnapshot').toString()).toBe(text);
  });

  it('makes no folder for it, of which nobody knows that it is meant (was: "mising/deep" was made without a word)', async () => {
    const out = 'mising/deep/b.heapsnapshot';
    expect(await snapshot('redact', 'a.heapsnapshot', '--out', out)).toEqual({ exitCode: 1 });
    const folder = join(directory, 'mising/deep');
    expect(stderr.text).toContain(
      `--out must be a file that can be written, received ${out} (there is no folder ${folder})`,
    );
    expect(existsSync(join(directory, 'mising'))).toBe(false);
  });

  it('leaves no part of a file behind where it fails, or is ended', async () => {
    writeFileSync(join(directory, 'half.heapsnapshot'), text.slice(0, 900));
    expect(await snapshot('redact', 'half.heapsnapshot', '--out', 'b')).toEqual({ exitCode: 1 });
    expect(stderr.text).toMatch(/half\.heapsnapshot: A heap snapshot must be whole/);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      input = new Readable({ read: () => undefined });
      const ended = snapshot('redact', '-', '--out', 'b');
      await expect.poll(() => readdirSync(directory)).toContain('b.partial');
      signals.emit(signal, signal);
      expect(await ended).toEqual({ signal });
      expect(readdirSync(directory).sort()).toEqual(['a.heapsnapshot', 'half.heapsnapshot']);
      expect(signals.eventNames()).toEqual([]);
    }
  });
});

describe('places in sources', () => {
  it('are told by source maps, of closures and of classes', async () => {
    const source = `
      interface Kept { readonly name: string }
      type Listener = () => Kept;
      class Session { readonly data: number[] = new Array(50).fill(0.5) }
      const kept: { sessions: Session[], listeners: Listener[] } = { sessions: [], listeners: [] };
      (globalThis as { kept?: unknown }).kept = kept;
      for (let i = 0; i < 4_000; i++) {
        kept.sessions.push(new Session());
        const data = new Array(50).fill(i + 0.5); kept.listeners.push(function () { return { name: String(data[0]) } });
      }
      gc(); require('node:v8').writeHeapSnapshot('app.heapsnapshot');`;
    const { code, map } = transformSync(source, {
      loader: 'ts',
      sourcemap: true,
      sourcefile: 'src/app.ts',
      minify: true,
      keepNames: true,
    });
    writeFileSync(join(directory, 'app.cjs'), `${code}//# sourceMappingURL=app.cjs.map\n`);
    writeFileSync(join(directory, 'app.cjs.map'), map);
    execFileSync(process.execPath, ['--expose-gc', 'app.cjs'], { cwd: directory });
    expect(await snapshot('analyze', 'app.heapsnapshot', '--class', 'Session')).toEqual({ exitCode: 0 });
    expect(stdout.text).toMatch(/\nSession {2}src\/app\.ts:4 +4,000 /);
    stdout.text = '';
    await snapshot('analyze', 'app.heapsnapshot', '--json');
    const { holders } = JSON.parse(stdout.text);
    const gains = holders.flatMap((holder: { gains: unknown[] }) => holder.gains);
    const file = join(directory, 'src/app.ts');
    expect(gains).toContainEqual(expect.objectContaining({ name: 'Session', place: { file, line: 4 } }));
    expect(gains).toContainEqual(
      expect.objectContaining({ name: 'function (anonymous)', place: { file, line: 9 } }),
    );
  });
});
