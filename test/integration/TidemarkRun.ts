import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { HistoryAnswer } from '../../src/wire/message.ts';
import type { ProcessSummary } from '../../src/wire/process.ts';

export const main: string = join(import.meta.dirname, '../../dist/cli/main.js');
export const register: string = join(import.meta.dirname, '../../dist/agent/register.js');

// Real processes on a slow machine: what is waited for comes, but it may take its time.
vi.setConfig({ testTimeout: 60_000 });

/** Why these tests can not run here; `undefined` where they can. */
export const unbuilt: string | undefined = [main, register].every((path) => existsSync(path))
  ? undefined
  : 'dist/ is not built: npm run build';

/** How a command ended. */
export interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A folder for an application, and for the sockets of the hub that runs it. */
export class Workplace {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tm-run-'));
  readonly sockets: string = mkdtempSync(join(tmpdir(), 'tm-tmp-'));
  readonly #runs: TidemarkRun[] = [];

  /** Writes a script and returns its name. */
  script(text: string, name = 'app.mjs'): string {
    writeFileSync(join(this.folder, name), text);
    return name;
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Lines of a file that may not be there yet. */
  lines(name: string): string[] {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  }

  /** Makes what was left behind look a minute older: what is younger may belong to somebody who is just starting. */
  ageHubDirectories(): void {
    const before = Date.now() / 1000 - 61;
    for (const name of this.hubDirectories()) utimesSync(join(this.sockets, name), before, before);
  }

  /** The directories that hubs have made. */
  hubDirectories(): string[] {
    return readdirSync(this.sockets).filter((name) => !name.startsWith('tidemark-flights'));
  }

  run(given: readonly string[], environment: NodeJS.ProcessEnv = {}): TidemarkRun {
    const run = new TidemarkRun(['run', ...given], this.folder, { TMPDIR: this.sockets, ...environment });
    this.#runs.push(run);
    return run;
  }

  /** Ends what still runs and removes everything. */
  close(): void {
    for (const run of this.#runs) run.close();
    for (const folder of [this.folder, this.sockets])
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** `tidemark …` as a process of its own. */
export class TidemarkRun {
  readonly child: ChildProcess;
  readonly ended: Promise<RunEnd>;
  stderr = '';
  stdout: Buffer = Buffer.alloc(0);

  constructor(given: readonly string[], directory: string, environment: NodeJS.ProcessEnv) {
    const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...inherited } = process.env;
    this.child = spawn(process.execPath, [main, ...given], {
      cwd: directory,
      env: { ...inherited, ...environment },
      stdio: 'pipe',
    });
    this.child.stdin?.on('error', () => undefined);
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout = Buffer.concat([this.stdout, chunk]);
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** What tidemark itself said on standard error. */
  get said(): string[] {
    return this.stderr.split('\n').filter((line) => line.startsWith('tidemark  '));
  }

  /** The application's pid and the dashboard's address, from the greeting. */
  async greeting(): Promise<{ pid: number; url: string }> {
    return await until(() => {
      const match = /\(pid (\d+)\) {3}(http:[^\s#]+)(?:#k=\S+)?\n/.exec(this.stderr);
      if (match === null) throw new Error(`no greeting yet: ${this.stderr}`);
      return { pid: Number(match[1]), url: match[2] as string };
    });
  }

  /** What lets whoever has it act: what is said here goes to no terminal, so that it is in a file. */
  async token(): Promise<string> {
    return await until(() => {
      const path = /^ {10}Its address with the token .*: (\/.+)$/m.exec(this.stderr)?.[1];
      return /#k=(\S+)/.exec(readFileSync(path ?? '', 'utf8'))?.[1] ?? expect.fail('no token');
    });
  }

  async processes(): Promise<readonly ProcessSummary[]> {
    const { url } = await this.greeting();
    const response = await fetch(`${url}api/processes`);
    return ((await response.json()) as { processes: ProcessSummary[] }).processes;
  }

  async history(id: number | string): Promise<HistoryAnswer> {
    const { url } = await this.greeting();
    return (await (await fetch(`${url}api/processes/${id}/history`)).json()) as HistoryAnswer;
  }

  /** Kills the command, and the application that it greeted and left alone. */
  close(): void {
    const { exitCode, signalCode } = this.child;
    if (exitCode !== null || (signalCode !== null && signalCode !== 'SIGKILL')) return;
    const application = Number(/\(pid (\d+)\)/.exec(this.stderr)?.[1]);
    this.child.kill('SIGKILL');
    try {
      if (application > 0) process.kill(application, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Waits until it does not throw. */
export function until<Result>(attempt: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(attempt, { timeout: 45_000, interval: 20 });
}
