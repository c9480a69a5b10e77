import { type ChildProcess, spawn } from 'node:child_process';
import { until } from './TidemarkRun.ts';

/** A Node.js process that a test has started, without a hub. */
export class NodeProcess {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(given: readonly string[], directory: string, environment: NodeJS.ProcessEnv = {}) {
    const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...inherited } = process.env;
    this.child = spawn(process.execPath, [...given], {
      cwd: directory,
      env: { ...inherited, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** What the group of the pattern matches, once that is on standard output. */
  says(pattern: RegExp): Promise<string> {
    return until(() => {
      const [, found] = pattern.exec(this.stdout) ?? [];
      if (found === undefined) throw new Error(`not said yet: ${this.stdout}${this.stderr}`);
      return found;
    });
  }

  close(): void {
    this.child.kill('SIGKILL');
  }
}
