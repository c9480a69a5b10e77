import type { Hub } from '../hub/Hub.ts';
import type { Terminal } from './Terminal.ts';

/** Options of an {@link AgentAbsence}. */
export interface AgentAbsenceOptions {
  readonly hub: Pick<Hub, 'processes'>;
  readonly terminal: Pick<Terminal, 'say'>;
  /** What was started, as it is shown. */
  readonly title: string;
}

/** An agent reports before the first line of its program runs. */
const patienceMs = 10_000;
const sentences: readonly string[] = [
  'Nothing of it is watched so far. The agent gets in through NODE_OPTIONS and TIDEMARK_HUB_SOCKET, so that it does not where the command starts no Node.js of 20.19 or later, or where something clears its environment on the way: sudo, env -i, docker run, ssh, a script. An event loop that has been blocked since the start looks the same.',
  'next     let both variables through, or run node itself: tidemark run -- node app.js. tidemark ps lists the Node.js processes of this machine, tidemark attach PID gets into one that runs.',
];

/** Says once that nobody has reported to a hub in the first ten seconds of its application, and what to do about it. */
export class AgentAbsence {
  readonly #timer: NodeJS.Timeout;

  constructor({ hub, terminal, title }: AgentAbsenceOptions) {
    const look = (): void => {
      if (hub.processes().length > 0) return;
      const text = `no Node.js process of ${title} has reported in ${patienceMs / 1000} s`;
      terminal.say('warning', 'not watched', text, sentences);
    };
    this.#timer = setTimeout(look, patienceMs).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
