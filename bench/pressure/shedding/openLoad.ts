import { Agent, get } from 'node:http';
import type { SupervisedServer } from './SupervisedServer.ts';

/** Requests that come at a rate, whether those before them have been answered or not. */
export interface LoadPhase {
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** What each holds on the heap, and for how long. */
  readonly megabytes: number;
  readonly holdMs: number;
}

/** What became of the requests. */
export interface LoadOutcome {
  /** Answered with 200: latencies in milliseconds. */
  readonly latencies: number[];
  refused: number;
  failed: number;
  /** Of those to `/pay`, every tenth. */
  highAnswered: number;
  highAsked: number;
  healthAnswered: number;
  healthAsked: number;
}

const healthEveryMs = 200;
const healthPatienceMs = 2000;
const requestPatienceMs = 30_000;

/** Sends the load and waits until all of it is answered, refused or lost. Health is asked for all the while. */
export async function openLoad(server: SupervisedServer, phases: readonly LoadPhase[]): Promise<LoadOutcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const outcome: LoadOutcome = {
    latencies: [],
    refused: 0,
    failed: 0,
    highAnswered: 0,
    highAsked: 0,
    healthAnswered: 0,
    healthAsked: 0,
  };
  const pending: Promise<void>[] = [];
  const health = setInterval(() => {
    outcome.healthAsked++;
    pending.push(
      statusOf(server.port, '/health', agent, healthPatienceMs).then((status) => {
        if (status === 200) outcome.healthAnswered++;
      }),
    );
  }, healthEveryMs);
  for (const phase of phases) {
    const start = performance.now();
    const total = phase.seconds * phase.requestsPerSecond;
    for (let sent = 0; sent < total; ) {
      const due = Math.min(total, Math.ceil(((performance.now() - start) / 1000) * phase.requestsPerSecond));
      for (; sent < due; sent++) pending.push(ask(server, phase, sent % 10 === 0, agent, outcome));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  clearInterval(health);
  await Promise.all(pending);
  agent.destroy();
  return outcome;
}

async function ask(
  server: SupervisedServer,
  { megabytes, holdMs }: LoadPhase,
  high: boolean,
  agent: Agent,
  outcome: LoadOutcome,
): Promise<void> {
  const start = performance.now();
  const path = `${high ? '/pay' : '/page'}?mb=${megabytes}&ms=${holdMs}`;
  const status = await statusOf(server.port, path, agent, requestPatienceMs);
  if (high) outcome.highAsked++;
  if (status === 200) {
    outcome.latencies.push(performance.now() - start);
    if (high) outcome.highAnswered++;
  } else if (status === 503) outcome.refused++;
  else outcome.failed++;
}

/** 0 where there was no answer. */
function statusOf(port: number, path: string, agent: Agent, timeout: number): Promise<number> {
  if (port === 0) return Promise.resolve(0);
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent, timeout }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(0));
  });
}
