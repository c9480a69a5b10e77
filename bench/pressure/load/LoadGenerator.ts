import { Agent, request } from 'node:http';
import type { ClosedLoad, OpenLoad, Scenario } from '../Scenario.ts';
import { type LoadResult, Tally } from './Tally.ts';

const tickMs = 10;
const longestAnswerMs = 5000;
/** Between two requests of a client that found nobody. */
const pauseMs = 50;

/** What a load generator needs to know. */
export interface LoadGeneratorOptions {
  readonly scenario: Pick<Scenario, 'loads' | 'durationMs'>;
  /** Ports of those who listen at this moment; requests take turns. */
  readonly ports: () => readonly number[];
  /** Tells runs apart. */
  readonly seed: number;
}

/** Sends the requests of a scenario over loopback, and counts what becomes of them. */
export class LoadGenerator {
  readonly #options: LoadGeneratorOptions;
  readonly #agent: Agent = new Agent({ keepAlive: true, maxSockets: 512 });
  readonly #tally: Tally = new Tally();
  readonly #pending: Set<Promise<unknown>> = new Set();
  #turn = 0;

  constructor(options: LoadGeneratorOptions) {
    this.#options = options;
  }

  /** Resolves when the time is up and all requests have come to an end. */
  async run(): Promise<LoadResult> {
    const { loads } = this.#options.scenario;
    await Promise.all(loads.map((load) => (load.kind === 'open' ? this.#open(load) : this.#closed(load))));
    await Promise.all(this.#pending);
    this.#agent.destroy();
    return this.#tally.result;
  }

  async #open({ perSecond, fromMs = 0, untilMs, path, keys, bodyBytes }: OpenLoad): Promise<void> {
    const endMs = untilMs ?? this.#options.scenario.durationMs;
    await sleep(fromMs);
    const begin = performance.now();
    for (let sent = 0; ; ) {
      const passedMs = performance.now() - begin;
      if (passedMs >= endMs - fromMs) return;
      for (const due = (passedMs / 1000) * perSecond; sent < due; sent++) {
        const pending = this.#send(this.#pathOf(path, sent, keys), bodyBytes);
        this.#pending.add(pending);
        void pending.then(() => this.#pending.delete(pending));
      }
      await sleep(tickMs);
    }
  }

  async #closed({ clients, path, keys, longestAnswerMs, retryMs = 0 }: ClosedLoad): Promise<void> {
    const end = performance.now() + this.#options.scenario.durationMs;
    let sent = 0;
    const client = async (): Promise<void> => {
      while (performance.now() < end) {
        const isServed = await this.#send(this.#pathOf(path, sent++, keys), undefined, longestAnswerMs);
        if (!isServed && retryMs > 0) await sleep(retryMs);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  #pathOf(path: string, count: number, keys: number = Number.POSITIVE_INFINITY): string {
    const number = keys < Number.POSITIVE_INFINITY ? count % keys : count;
    return path.replace('{n}', String(number)).replace('{seed}', String(this.#options.seed));
  }

  /** Resolves with whether it was answered, and not refused. */
  #send(path: string, bodyBytes: number | undefined, timeoutMs = longestAnswerMs): Promise<boolean> {
    const ports = this.#options.ports();
    const port = ports[this.#turn++ % Math.max(1, ports.length)];
    const begin = performance.now();
    return new Promise((resolve) => {
      const fail = (): void => {
        this.#tally.failed();
        resolve(false);
      };
      if (port === undefined) {
        setTimeout(fail, pauseMs);
        return;
      }
      const body = bodyBytes === undefined ? undefined : bodyOf(bodyBytes);
      const sent = request({
        host: '127.0.0.1',
        port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        agent: this.#agent,
        timeout: timeoutMs,
        headers:
          body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length },
      });
      // One of them comes first, and the others do not count any more.
      let over = false;
      const once = (then: () => void): void => {
        if (over) return;
        over = true;
        then();
      };
      sent.on('timeout', () => sent.destroy());
      sent.on('error', () => once(fail));
      sent.on('close', () => once(fail));
      sent.on('response', (response) => {
        response.resume();
        response.on('end', () =>
          once(() => {
            const { statusCode = 0 } = response;
            this.#tally.answered(statusCode, performance.now() - begin);
            resolve(statusCode < 400);
          }),
        );
      });
      sent.end(body);
    });
  }
}

const bodies: Map<number, Buffer> = new Map();

/** A list of small records in JSON, about as long as asked for. */
function bodyOf(bytes: number): Buffer {
  let body = bodies.get(bytes);
  if (body === undefined) {
    const line = JSON.stringify({ article: 'article-4711', quantity: 3, price: 9.95, note: 'as always' });
    body = Buffer.from(
      `[${Array.from({ length: Math.ceil(bytes / (line.length + 1)) }, () => line).join(',')}]`,
    );
    bodies.set(bytes, body);
  }
  return body;
}

function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
