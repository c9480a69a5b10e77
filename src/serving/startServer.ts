import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../monitoring/Logger.ts';
import { describe, TidemarkError } from '../TidemarkError.ts';
import { answerError } from './answer.ts';
import { type Api, createApi } from './api.ts';
import { answerAsset } from './assets.ts';
import { EventStream } from './EventStream.ts';
import { createGuard, createTokenCheck } from './guard.ts';
import { metricsRoute, type WriteMetrics } from './metricsRoute.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';
import { RequestAllowance } from './RequestAllowance.ts';
import type { SnapshotDesk } from './SnapshotDesk.ts';
import { snapshotRoutes } from './snapshotRoutes.ts';

const heartbeatMs = 15_000;
/** Ten dashboards that open at once ask for less; and a process that serves itself has other work to do. */
const usualRequests = { perSecond: 100, most: 500 };
/** Nobody presses a button more often. */
const usualActions = { perSecond: 2, most: 20 };

/** Options of {@link startServer}. */
export interface ServerOptions {
  readonly directory: ProcessDirectory;
  /** 0 for any free one. */
  readonly port: number;
  /** Analyses heap snapshots. @default nobody does */
  readonly snapshots?: SnapshotDesk | undefined;
  /** Answers `GET /metrics`. @default nobody does */
  readonly metrics?: WriteMetrics | undefined;
  /** What every POST must show. */
  readonly token: string;
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** Where the page is. @default dist/dashboard beside the compiled code */
  readonly assetsDirectory?: string;
  /** Told of errors that are ours. */
  readonly logger?: Pick<Logger, 'error'>;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** A running server. */
export interface RunningServer {
  /** `http://127.0.0.1:7171/` */
  readonly url: string;
  readonly port: number;
  /** Ends every connection; resolves when the port is free again. */
  close(): Promise<void>;
}

/**
 * Serves the dashboard and its API on this machine alone. It never keeps the process alive.
 *
 * @throws TidemarkError `PORT_IN_USE`, or `INVALID_OPTION` where the host or the port cannot be listened on
 */
export async function startServer({
  directory,
  snapshots,
  metrics,
  port,
  token,
  host = '127.0.0.1',
  assetsDirectory = fileURLToPath(new URL('../dashboard/', import.meta.url)),
  logger,
  now = Date.now,
}: ServerOptions): Promise<RunningServer> {
  const server = createServer({ maxHeaderSize: 16 * 1024 });
  server.maxConnections = 256;
  server.on('connection', (socket) => socket.unref());
  server.unref();
  await listen(server, port, host);

  const boundPort = (server.address() as AddressInfo).port;
  const guard = limited(createGuard({ host, port: boundPort, token }), now);
  const stream = new EventStream({ directory, snapshots, startedAt: now() });
  const routes = [
    ...(snapshots === undefined ? [] : snapshotRoutes(snapshots, createTokenCheck(token))),
    ...(metrics === undefined ? [] : [metricsRoute(metrics)]),
  ];
  const api = createApi({ directory, stream, now, routes });
  server.on('request', (request, response) => {
    answer({ request, response, guard, api, assetsDirectory }).catch((error: unknown) => {
      if (!(error instanceof TidemarkError)) logger?.error('tidemark: a request failed', error);
      answerError(response, error);
    });
  });
  const heartbeat = setInterval(() => stream.beat(), heartbeatMs).unref();

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}/`,
    port: boundPort,
    close: () => {
      clearInterval(heartbeat);
      stream.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly guard: (request: IncomingMessage) => void;
  readonly api: Api;
  readonly assetsDirectory: string;
}

/** Turns away what is too much, too; what is not let in does not count against those that are. */
function limited(guard: Exchange['guard'], now: () => number): Exchange['guard'] {
  const requests = new RequestAllowance({ ...usualRequests, now });
  const actions = new RequestAllowance({ ...usualActions, now });
  return (request) => {
    guard(request);
    if (request.method === 'POST' ? actions.take() : requests.take()) return;
    const { perSecond } = request.method === 'POST' ? usualActions : usualRequests;
    const rule = `at most ${perSecond} a second, for longer than a moment`;
    throw new TidemarkError('TOO_MANY_REQUESTS', `requests must be ${rule}`, { option: 'requests', rule });
  };
}

async function answer({ request, response, guard, api, assetsDirectory }: Exchange): Promise<void> {
  guard(request);
  const address = addressOf(request);
  const { pathname } = address;
  if (pathname.startsWith('/api/') || pathname === '/metrics') await api(request, response, address);
  else if (request.method === 'POST') throw new TidemarkError('METHOD_NOT_ALLOWED', 'A page takes no POST.');
  else await answerAsset(assetsDirectory, pathname, request, response);
}

function addressOf({ url = '' }: IncomingMessage): URL {
  const address = `http://tidemark${url}`;
  if (url.startsWith('/') && URL.canParse(address)) return new URL(address);
  const rule = 'a path';
  const details = { option: 'url', rule, received: url };
  throw new TidemarkError('INVALID_REQUEST', `url must be ${rule}, received ${describe(url)}`, details);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays after the start: an error without a listener would end the process.
    server.on('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, port, host)));
    server.listen({ port, host, exclusive: true }, resolve);
  });
}

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): TidemarkError {
  if (cause.code === 'EADDRINUSE') {
    const message =
      `Port ${port} on ${host} is in use. ` +
      'Choose another with --port N or TIDEMARK_PORT, or 0 for any free one.';
    return new TidemarkError('PORT_IN_USE', message, {
      option: 'port',
      rule: 'a free port',
      received: port,
      cause,
    });
  }
  const rule = 'a host and a port that can be listened on';
  const received = `${host}:${port}`;
  const message = `host and port must be ${rule}, received ${received} (${cause.message})`;
  return new TidemarkError('INVALID_OPTION', message, { option: 'port', rule, received, cause });
}
