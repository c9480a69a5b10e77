import { type ChildProcess, fork } from 'node:child_process';
import { programEnvironment, programPath } from '../../harness/program.ts';
import { root } from '../../harness/shipped.ts';
import type { ServerMessage, ServerOrder } from '../programs/shedding/server.ts';

/** A server in a process of its own that is started again when it dies, as a supervisor does. */
export class SupervisedServer {
  /** How often it has died. */
  deaths = 0;
  /** Where it listens; 0 while it does not. */
  port = 0;
  readonly #order: ServerOrder;
  #child: ChildProcess | undefined;
  #stopped = false;

  constructor(order: ServerOrder) {
    this.#order = order;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const megabytes = Math.round(this.#order.heapLimitBytes / 2 ** 20);
    const child = fork(programPath('pressure/programs/shedding/server.ts'), [JSON.stringify(this.#order)], {
      execArgv: [`--max-old-space-size=${megabytes}`],
      env: programEnvironment(),
      cwd: root,
      stdio: 'ignore',
    });
    this.#child = child;
    child.once('exit', () => {
      this.port = 0;
      if (this.#stopped) return;
      this.deaths++;
      void this.start();
    });
    const message = await answerOf(child);
    if (message !== undefined && 'port' in message) this.port = message.port;
  }

  /** Processor time since its start, in microseconds. */
  async cpuMicroseconds(): Promise<number> {
    const child = this.#child;
    child?.send('cpu');
    const message = child === undefined ? undefined : await answerOf(child);
    return message !== undefined && 'cpuMicroseconds' in message ? message.cpuMicroseconds : Number.NaN;
  }

  stop(): void {
    this.#stopped = true;
    this.#child?.kill('SIGKILL');
  }
}

function answerOf(child: ChildProcess): Promise<ServerMessage | undefined> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as ServerMessage));
    child.once('exit', () => resolve(undefined));
  });
}
