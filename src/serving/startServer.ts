import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isLoopback } from '../configuration/loopback.ts';
import type { Logger } from '../monitoring/Logger.ts';
import { describe, TidemarkError } from '../TidemarkError.ts';
import { Admission } from './Admission.ts';
import { Allowances } from './Allowances.ts';
import { AssetFolder } from './AssetFolder.ts';
import { answerError } from './answer.ts';
import { type Api, createApi } from './api.ts';
import { EventStream } from './EventStream.ts';
import { createGuard } from './guard.ts';
import { metricsRoute, type WriteMetrics } from './metricsRoute.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';
import type { SnapshotDesk } from './SnapshotDesk.ts';
import { sessionRoute } from './sessionRoute.ts';
import { snapshotRoutes } from './snapshotRoutes.ts';

const heartbeatMs = 15_000;

/** Options of {@link startServer}. */
export interface ServerOptions {
  readonly directory: ProcessDirectory;
  /** 0 for any free one. */
  readonly port: number;
  /** Analyses heap snapshots. @default nobody does */
  readonly snapshots?: SnapshotDesk | undefined;
  /** Answers `GET /metrics`. @default nobody does */
  readonly metrics?: WriteMetrics | undefined;
  /** What must be shown for what acts, or for everything. */
  readonly token: string;
  /** Where other machines reach the server, it is wanted for everything, whatever is said here. @default 'actions' */
  readonly tokenFor?: 'actions' | 'everything';
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
  /** `http://127.0.0.1:7171/`: of an address that stands for all of them, this machine's. */
  readonly url: string;
  /** What to open: with a token that is wanted only for what acts behind its `#k=`. One that is wanted for everything was given by somebody, who knows it. */
  readonly address: string;
  /** Where other machines reach it: `0.0.0.0:7171`; `undefined` where they do not. */
  readonly openAt: string | undefined;
  readonly port: number;
  /** Ends every connection; resolves when the port is free again. */
  close(): Promise<void>;
}

/**
 * Serves the dashboard and its API, on this machine alone unless a host is given. It never keeps the process alive.
 *
 * @throws TidemarkError `PORT_IN_USE`, or `INVALID_OPTION` where the host or the port cannot be listened on
 */
export async function startServer({
  directory,
  snapshots,
  metrics,
  port,
  token,
  tokenFor: wantedFor = 'actions',
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

  const bound = server.address() as AddressInfo;
  const isOpen = !isLoopback(bound.address);
  const tokenFor = isOpen ? 'everything' : wantedFor;
  const admission = new Admission({ token, tokenFor, now });
  const anyName = tokenFor === 'everything';
  const guard = createGuard({ host, port: bound.port, anyName });
  const stream = new EventStream({ directory, snapshots, startedAt: now() });
  const routes = [
    ...(snapshots === undefined
      ? []
      : snapshotRoutes(snapshots, (request) => admission.requireToken(request))),
    ...(metrics === undefined ? [] : [metricsRoute(metrics)]),
    ...(anyName ? [sessionRoute(admission.sessionCookie)] : []),
  ];
  const allowances = new Allowances(now);
  const api = createApi({ directory, stream, now, routes });
  const assets = new AssetFolder(assetsDirectory);
  server.on('request', (request, response) => {
    // Kept alive, the connection would swallow a body to its end, which may never come.
    if (hasBody(request)) response.shouldKeepAlive = false;
    answer({ request, response, guard, admission, allowances, api, assets }).catch((error: unknown) => {
      if (!(error instanceof TidemarkError)) logger?.error('tidemark: a request failed', error);
      answerError(response, error);
    });
  });
  const heartbeat = setInterval(() => stream.beat(), heartbeatMs).unref();

  const url = `http://${nameOf(reachable[bound.address] ?? host)}:${bound.port}/`;
  return {
    url,
    address: wantedFor === 'everything' ? url : `${url}#k=${token}`,
    openAt: isOpen ? `${nameOf(host)}:${bound.port}` : undefined,
    port: bound.port,
    close: () => {
      clearInterval(heartbeat);
      stream.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** Addresses that stand for all of a machine's, and the one among them that leads there from itself. */
const reachable: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function nameOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly guard: (request: IncomingMessage) => void;
  readonly admission: Admission;
  readonly allowances: Allowances;
  readonly api: Api;
  readonly assets: AssetFolder;
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, guard, admission, allowances, api, assets } = exchange;
  guard(request);
  const address = addressOf(request);
  const { pathname } = address;
  if (pathname.startsWith('/api/') || pathname === '/metrics') {
    admission.check(request);
    allowances.take(request.method === 'POST' ? 'actions' : 'readings');
    await api(request, response, address);
  } else if (request.method === 'POST') {
    throw new TidemarkError('METHOD_NOT_ALLOWED', 'A page takes no POST.');
  } else {
    allowances.take('files');
    await assets.answer(pathname, request, response);
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
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
