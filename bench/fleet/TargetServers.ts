import { type ChildProcess, fork } from 'node:child_process';
import { programEnvironment, programPath } from '../harness/program.ts';
import type { TargetsOrder, TargetsReady } from './programs/targets.ts';

/** Where a target is: a port, and a path of its own. */
export interface FleetTarget {
  readonly instance: string;
  readonly address: string;
  readonly path: string;
}

/** A few processes that answer as if they were many: a target is a path. */
export class TargetServers {
  readonly targets: readonly FleetTarget[];
  readonly pageBytes: number;
  readonly series: number;
  readonly #children: readonly ChildProcess[];

  private constructor(children: readonly ChildProcess[], ready: readonly TargetsReady[], perServer: number) {
    this.#children = children;
    this.targets = ready.flatMap(({ port }, server) =>
      Array.from({ length: perServer }, (_, each) => {
        const index = server * perServer + each;
        return { instance: instanceOf(index), address: `127.0.0.1:${port}`, path: `/${index}/metrics` };
      }),
    );
    const [{ pageBytes, series }] = ready as [TargetsReady];
    this.pageBytes = pageBytes;
    this.series = series;
  }

  /** The first `leaking` of them leak. */
  static async start(targets: number, leaking: number, servers: number): Promise<TargetServers> {
    const perServer = Math.ceil(targets / servers);
    const children = Array.from({ length: servers }, (_, server) => {
      const order: TargetsOrder = { first: server * perServer, count: perServer, leaking };
      return fork(programPath('fleet/programs/targets.ts'), [JSON.stringify(order)], {
        env: programEnvironment(),
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      });
    });
    return new TargetServers(children, await Promise.all(children.map(readyOf)), perServer);
  }

  close(): void {
    for (const child of this.#children) child.disconnect();
  }
}

/** The name of a target, as alerts have it. */
export function instanceOf(index: number): string {
  return `process-${index}`;
}

function readyOf(child: ChildProcess): Promise<TargetsReady> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve(JSON.parse(said) as TargetsReady);
    });
    child.on('exit', (code) => reject(new Error(`the targets ended with code ${code}`)));
  });
}
