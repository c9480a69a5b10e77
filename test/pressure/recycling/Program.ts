import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished, vi } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** A program of a test, on the sources, as a process of its own. What it says on standard output are lines of JSON. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  stderr = '';
  stdout = '';

  private constructor(file: string, args: readonly string[]) {
    const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...environment } = process.env;
    this.child = spawn(process.execPath, [file, ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk;
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk;
    });
    this.ended = new Promise((resolve) => this.child.on('exit', (code, signal) => resolve(signal ?? code)));
  }

  /** Starts it; it is ended with the test. */
  static async start(text: string, args: readonly string[] = []): Promise<Program> {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { outputFiles } = await build({
      stdin: { contents: text, resolveDir: root, loader: 'ts' },
      alias: {
        'tidemark/pressure': join(root, 'src/pressure/index.ts'),
        tidemark: join(root, 'src/index.ts'),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
    });
    const file = join(folder, 'program.mjs');
    writeFileSync(file, outputFiles[0]?.text ?? '');
    const program = new Program(file, args);
    onTestFinished(async () => {
      program.child.kill('SIGKILL');
      await program.ended;
    });
    return program;
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
