import { type ChildProcess, fork } from 'node:child_process';
import { programEnvironment, programPath } from '../harness/program.ts';
import { root } from '../harness/shipped.ts';
import { pipelinedLoad } from '../pressure/shedding/pipelinedLoad.ts';
import type { ServerMessage, ServerOrder } from './programs/server.ts';

/** A server in a process of its own, whose processor time is measured. */
export class MeasuredServer {
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(order: ServerOrder): Promise<MeasuredServer> {
    const child = fork(programPath('frameworks/programs/server.ts'), [JSON.stringify(order)], {
      env: programEnvironment(),
      cwd: root,
      stdio: 'ignore',
    });
    const message = await answerOf(child);
    if (!('port' in message)) throw new Error('The server did not say where it listens.');
    return new MeasuredServer(child, message.port);
  }

  /** Has so many requests answered, and returns the processor time of one, in microseconds. */
  async serve(requests: number): Promise<number> {
    const before = await this.#cpuMicroseconds();
    const status = await pipelinedLoad(this.#port, '/users/42', requests);
    if (status !== 200) throw new Error(`The server answered ${status}.`);
    return ((await this.#cpuMicroseconds()) - before) / requests;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  async #cpuMicroseconds(): Promise<number> {
    this.#child.send('cpu');
    const message = await answerOf(this.#child);
    return 'cpuMicroseconds' in message ? message.cpuMicroseconds : Number.NaN;
  }
}

function answerOf(child: ChildProcess): Promise<ServerMessage> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('The server has ended.'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as ServerMessage);
    });
  });
}
