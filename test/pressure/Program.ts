import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished, vi } from 'vitest';
import type { MemoryGroup } from './MemoryGroup.ts';

const root = join(import.meta.dirname, '../..');

/** How a program is started. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** What it is a member of from its first moment on. */
  readonly group?: MemoryGroup | undefined;
  /** After so long it is killed. @default at the end of the test */
  readonly timeoutMs?: number;
  /** Packages that are loaded as they are, and not bundled. */
  readonly external?: readonly string[];
}

/** A program of a test, on the sources, as a process of its own. What it says on standard output are lines of JSON. */
export class Program {
  readonly child: ChildProcess;
  /** The signal or the code with which it has ended. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** The same, when everything that it has said is heard. */
  readonly closed: Promise<number | NodeJS.Signals | null>;
  stderr = '';
  stdout = '';
  #outOfTime = false;

  private constructor(file: string, { args = [], flags = [], group, timeoutMs }: ProgramOptions) {
    const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
    const command = [...(group?.entrance ?? []), process.execPath, ...flags, file, ...args];
    this.child = spawn(command[0]!, command.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { child } = this;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    const timer =
      timeoutMs &&
      setTimeout(() => {
        this.#outOfTime = true;
        child.kill('SIGKILL');
      }, timeoutMs);
    this.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
    this.closed = new Promise((resolve) =>
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        resolve(signal ?? code);
      }),
    );
  }

  /** Starts it; it is ended with the test. */
  static async start(text: string, options: readonly string[] | ProgramOptions = {}): Promise<Program> {
    const given: ProgramOptions = Array.isArray(options) ? { args: options } : (options as ProgramOptions);
    const program = new Program(await bundled(text, given.external ?? []), given);
    onTestFinished(async () => {
      program.child.kill('SIGKILL');
      await program.ended;
    });
    return program;
  }

  /** Runs it to its end. */
  static async run(text: string, options: ProgramOptions = {}): Promise<Program> {
    const program = await Program.start(text, options);
    await program.closed;
    return program;
  }

  /** How it ended, and what it said: for assertions that fail. */
  async account(): Promise<string> {
    const ended = `ended with ${await this.closed}${this.#outOfTime ? ', out of time' : ''}`;
    return `${ended}; stdout: ${this.stdout}; stderr: ${this.stderr}`;
  }

  /** What it has said so far. */
  get said(): Record<string, unknown>[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  /** What it has said that has this key, once there are so many. */
  until<Value>(key: string, count = 1): Promise<Value[]> {
    return until(() => {
      const values = this.said.filter((each) => key in each).map((each) => each[key] as Value);
      if (values.length < count)
        throw new Error(`${count} of ${key} awaited: ${JSON.stringify(this.said)} ${this.stderr}`);
      return values;
    });
  }
}

/** Waits until it does not throw: real processes on a busy machine. */
export function until<Result>(attempt: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(attempt, { timeout: 60_000, interval: 20 });
}

/** A file with the program and the sources that it imports; removed with the test. */
async function bundled(text: string, external: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  if (external.length > 0) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: root, loader: 'ts' },
    alias: {
      'tidemark/frameworks': join(root, 'src/frameworks/index.ts'),
      'tidemark/opentelemetry': join(root, 'src/opentelemetry/index.ts'),
      'tidemark/pressure': join(root, 'src/pressure/index.ts'),
      'tidemark/profiler': join(root, 'src/profiling/index.ts'),
      tidemark: join(root, 'src/index.ts'),
    },
    external: [...external],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
  });
  const file = join(folder, 'program.mjs');
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return file;
}
