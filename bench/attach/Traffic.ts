import { Agent, get } from 'node:http';

const connections = 4;
const pauseMs = 2;

/** Requests over a few kept connections, one after the other on each, until they are stopped. */
export class Traffic {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connections });
  readonly #asking: readonly Promise<void>[];
  #isOn = true;
  #latenciesMs: number[] = [];
  /** Requests without a whole answer. */
  lost = 0;
  answered = 0;

  constructor(port: number) {
    this.#asking = Array.from({ length: connections }, () => this.#ask(port));
  }

  /** How long answers took since the last call, in milliseconds. */
  takeLatencies(): number[] {
    return this.#latenciesMs.splice(0);
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    await Promise.all(this.#asking);
    this.#agent.destroy();
  }

  async #ask(port: number): Promise<void> {
    while (this.#isOn) {
      const beganAt = performance.now();
      if (await this.#isAnswered(port)) this.answered += 1;
      else this.lost += 1;
      this.#latenciesMs.push(performance.now() - beganAt);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  #isAnswered(port: number): Promise<boolean> {
    return new Promise((resolve) => {
      get({ host: '127.0.0.1', port, agent: this.#agent }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.complete));
        answer.on('error', () => resolve(false));
      }).on('error', () => resolve(false));
    });
  }
}
