import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { programEnvironment, programPath } from '../harness/program.ts';
import type { Usage } from './programs/server.ts';
import type { Watcher } from './watchers.ts';

const connections = 8;

const lines = JSON.stringify(
  Array.from({ length: 40 }, (_, index) => ({
    article: `article-${(index * 7) % 31}`,
    quantity: 1 + (index % 5),
    price: 9.95 + index,
  })),
);

/** What one slice of load cost the server. */
export interface SliceCost {
  readonly cpuMicroseconds: number;
  readonly requests: number;
}

/** An HTTP server in a process of its own, watched by one watcher, and the load that we put on it. Loopback only. */
export class ServerUnderLoad {
  readonly #process: ChildProcess;
  readonly #port: number;
  #orders = 0;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connections });

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.#port = port;
  }

  /** Resolves when the server listens. */
  static async start(watcher: Watcher): Promise<ServerUnderLoad> {
    const server = fork(programPath('overhead/programs/server.ts'), {
      execArgv: ['--expose-gc', ...watcher.execArgv],
      env: programEnvironment(watcher.environment),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [message] = (await once(server, 'message')) as [{ port: number }];
    return new ServerUnderLoad(server, message.port);
  }

  /** Sends the requests over a few kept connections and returns what they cost the server's process. */
  async load(requests: number): Promise<SliceCost> {
    const before = await this.#ask('usage');
    let left = requests;
    const connection = async (): Promise<void> => {
      while (left-- > 0) await this.#post();
    };
    await Promise.all(Array.from({ length: connections }, connection));
    const after = await this.#ask('usage');
    return {
      cpuMicroseconds: after.cpuMicroseconds - before.cpuMicroseconds,
      requests,
    };
  }

  /** Resident memory in bytes, without the young generation, when V8 has given back what it does not need, which takes it more than 8 s. */
  async residentBytes(settleMs: number): Promise<number> {
    await this.#ask('collect');
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    return (await this.#ask('usage')).residentBytes;
  }

  /** Resolves when the process has ended. */
  async stop(): Promise<void> {
    this.#agent.destroy();
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
  }

  async #ask(order: 'usage' | 'collect'): Promise<Usage> {
    const answered = once(this.#process, 'message');
    this.#process.send(order);
    return ((await answered) as [Usage])[0];
  }

  #post(): Promise<void> {
    const body = `{"id":${this.#orders++},"lines":${lines}}`;
    return new Promise((resolve, reject) => {
      const post = request({
        host: '127.0.0.1',
        port: this.#port,
        method: 'POST',
        path: '/orders',
        agent: this.#agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      post.on('error', reject);
      post.on('response', (response) => {
        response.resume();
        response.on('end', resolve);
      });
      post.end(body);
    });
  }
}
