import { Agent, get } from 'node:http';

/** Clients that each send one request after the other, over connections that they keep. Nothing is tried again. */
export class KeepAliveLoad {
  readonly errors: string[] = [];
  answered = 0;
  /** Requests answered by each process. */
  readonly by: Map<string, number> = new Map();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #loops: Promise<void>[];
  #ended = false;

  constructor(port: number, clients = 8) {
    this.#loops = Array.from({ length: clients }, () => this.#loop(port));
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#loops);
    this.#agent.destroy();
  }

  async #loop(port: number): Promise<void> {
    while (!this.#ended) {
      await this.#request(port);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #request(port: number): Promise<void> {
    return new Promise((resolve) => {
      const fail = (error: Error): void => {
        this.errors.push(String(error));
        resolve();
      };
      const request = get({ port, host: '127.0.0.1', agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('error', fail);
        response.on('end', () => {
          if (response.statusCode !== 200) this.errors.push(`status ${response.statusCode}`);
          this.answered += 1;
          this.by.set(text, (this.by.get(text) ?? 0) + 1);
          resolve();
        });
      });
      request.on('error', fail);
    });
  }
}
