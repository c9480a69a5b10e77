import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { onTestFinished } from 'vitest';
import type { PressureReading } from '../../../src/pressure/PressureGauge.ts';
import type { LoadSheddingOptions } from '../../../src/pressure/shedding/LoadSheddingOptions.ts';
import { RequestShedder } from '../../../src/pressure/shedding/RequestShedder.ts';
import { FakeLogger, FakeTime } from '../../monitoring/simulation.ts';

export const calmReading: PressureReading = {
  level: 'normal',
  cause: undefined,
  reason: '',
  share: 0.3,
  shareWithGarbage: 0.4,
  pressing: false,
  etaMs: Number.POSITIVE_INFINITY,
  growing: false,
  excessBytes: 0,
  collectible: false,
  close: false,
  usedBytes: 80e6,
};

export const criticalReading: PressureReading = {
  level: 'critical',
  cause: 'container',
  reason: 'Memory of the container is at 225 MB, 88 % of 256 MB.',
  share: 0.88,
  shareWithGarbage: 0.88,
  pressing: true,
  etaMs: Number.POSITIVE_INFINITY,
  growing: false,
  excessBytes: 0,
  collectible: false,
  close: true,
  usedBytes: 200e6,
};

/** A shedder whose time passes when the test says so, and whose chance is always the same. */
export class ShedProcess {
  readonly time: FakeTime = new FakeTime();
  readonly logger: FakeLogger = new FakeLogger();
  readonly shedder: RequestShedder;

  constructor(options: LoadSheddingOptions = {}) {
    const { time, logger } = this;
    this.shedder = new RequestShedder({
      timers: time,
      now: time.now,
      random: () => 0,
      logger,
      maxShare: { normal: 1, high: 1 },
      ...options,
    });
  }

  /** Memory is critical for so long that all that may be refused is. */
  press(): this {
    this.shedder.observe(criticalReading);
    this.time.pass(3000);
    return this;
  }

  /** Memory suffices for so long that nothing is refused any more. */
  relax(): this {
    for (let second = 0; second < 120; second++) {
      this.shedder.observe(calmReading);
      this.time.pass(1000);
    }
    return this;
  }
}

/** Starts a server for the length of one test; returns its port. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    (server as { closeAllConnections?: () => void }).closeAllConnections?.();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

export interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Asks, sends the body if there is one, and reads the answer. */
export function ask(
  port: number,
  path: string = '/',
  { body, ...options }: RequestOptions & { body?: string } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, agent: false, ...options }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
