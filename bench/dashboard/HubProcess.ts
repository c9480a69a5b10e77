import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programEnvironment } from '../harness/program.ts';
import { root } from '../harness/shipped.ts';
import type { Bundles } from './Bundles.ts';
import type { HubPlace, HubUsage } from './bundled/hub.ts';

/** A real hub with its server in a process of its own. */
export class HubProcess {
  readonly place: HubPlace;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(process: ChildProcess, folder: string, place: HubPlace) {
    this.#process = process;
    this.#folder = folder;
    this.place = place;
  }

  /** @param historySize samples kept of each process at full resolution */
  static async start(bundles: Bundles, historySize = 1_000): Promise<HubProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
    const program = await bundles.bundle('bench/dashboard/bundled/hub.ts');
    const process = fork(program, [folder, join(root, 'dist', 'dashboard'), String(historySize)], {
      execArgv: ['--expose-gc'],
      env: programEnvironment(),
    });
    const [place] = (await once(process, 'message')) as [HubPlace];
    return new HubProcess(process, folder, place);
  }

  async usage(): Promise<HubUsage> {
    const answer = once(this.#process, 'message') as Promise<[HubUsage]>;
    this.#process.send('usage');
    return (await answer)[0];
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
