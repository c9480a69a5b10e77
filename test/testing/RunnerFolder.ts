import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** How a runner ended, and what it said. */
export interface RunnerOutcome {
  readonly code: number | null;
  readonly text: string;
}

/** A folder outside of the repository with tests in it, and the packages that they import. */
export class RunnerFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), 'tm-runner-'));

  /** @param packages beside Tidemark as it was built */
  constructor(packages: readonly string[]) {
    mkdirSync(join(this.path, 'node_modules'));
    this.write('package.json', '{ "type": "commonjs" }');
    copyFileSync(join(import.meta.dirname, 'runners/operations.cjs'), join(this.path, 'operations.cjs'));
    symlinkSync(root, join(this.path, 'node_modules/tidemark'), 'dir');
    for (const name of packages) {
      const place = join(this.path, 'node_modules', name);
      mkdirSync(join(place, '..'), { recursive: true });
      if (!existsSync(place)) symlinkSync(join(root, 'node_modules', name), place, 'dir');
    }
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  /** Runs a program of an installed package, or Node.js itself. */
  async run(given: readonly string[]): Promise<RunnerOutcome> {
    const {
      NODE_OPTIONS: _options,
      NODE_V8_COVERAGE: _coverage,
      NODE_TEST_CONTEXT: _context,
      ...inherited
    } = process.env;
    const own = Object.fromEntries(
      Object.entries(inherited).filter(([name]) => !/^(VITEST|JEST|NODE_ENV)/.test(name)),
    );
    const child = spawn(process.execPath, given, {
      cwd: this.path,
      env: { ...own, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
    }
    const [code] = await once(child, 'close');
    return { code, text };
  }

  /** Path of a file of an installed package. */
  program(path: string): string {
    return join(root, 'node_modules', path);
  }

  close(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
