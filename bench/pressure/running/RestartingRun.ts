import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import type { Recycling } from '../../../src/wire/response.ts';
import { root } from '../../harness/shipped.ts';

/** A step of `tidemark run --restart`, and when it was. */
export interface RestartStep {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly recycling: Recycling;
}

/** `tidemark run --restart` around a command, and what its events file tells. */
export class RestartingRun {
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));

  get #events(): string {
    return join(this.#folder, 'events.jsonl');
  }

  /** The command that runs the given one. */
  around(command: readonly string[]): string[] {
    const options = ['--restart', '--no-dashboard', '--events', this.#events];
    return [process.execPath, join(root, 'dist', 'cli', 'main.js'), 'run', ...options, '--', ...command];
  }

  /** What has happened so far. */
  steps(): RestartStep[] {
    return readFileSync(this.#events, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"memory:recycling"'))
      .map((line) => JSON.parse(line) as MemoryEvent & { readonly type: 'memory:recycling' })
      .map(({ time, payload }) => ({ time, recycling: payload }));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
