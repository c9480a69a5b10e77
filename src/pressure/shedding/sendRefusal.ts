import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Timers } from '../../monitoring/Ticker.ts';
import type { CompleteAnswer } from './Refusal.ts';

/** A request as node:http has it, or the counterpart of HTTP/2. */
export type ServerRequest = IncomingMessage | Http2ServerRequest;
export type ServerAnswer = ServerResponse | Http2ServerResponse;

/** How connections are treated. */
export interface SendingOptions {
  /** Whether the connection of every refused request is closed. */
  readonly closeConnection: boolean;
  readonly timers: Timers;
}

/** A body of so many bytes is read and thrown away, so that the connection can be used again. */
const drainedBytes = 64 * 1024;
/** Of a larger one, or one of unknown size, so much is, for so long: a client that is cut off while it writes misses the answer. */
const lingerBytes = 1024 * 1024;
const lingerMs = 2000;
const noError = 0;

/** Sends the whole answer, without reading more of the request than must be. Nothing is sent where something has been. */
export function sendRefusal(
  request: ServerRequest,
  response: ServerAnswer,
  answer: CompleteAnswer,
  options: SendingOptions,
): void {
  if (response.headersSent || response.writableEnded || response.destroyed) return;
  if ('stream' in request) sendOverHttp2(request, response as Http2ServerResponse, answer);
  else sendOverHttp1(request, response as ServerResponse, answer, options);
}

/** The answer to a request for another protocol, whose socket is ours to close. */
export function refuseUpgrade(socket: Duplex, answer: CompleteAnswer): void {
  const { statusCode, headers, body } = answer;
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  // From here on nobody else listens for errors of this socket, and an error that nobody listens for ends the process.
  socket.on('error', () => socket.destroy());
  socket.write(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}\r\n${lines.join('')}\r\n`);
  socket.end(body, () => socket.destroy());
}

/** The answer on a stream of HTTP/2 that nobody has answered yet. */
export function refuseStream(stream: ServerHttp2Stream, answer: CompleteAnswer): void {
  if (stream.headersSent || stream.closed) return;
  const { statusCode, headers, body } = answer;
  // Its client may be gone by then, and an error that nobody listens for ends the process.
  stream.on('error', () => {});
  stream.respond({ ...headers, ':status': statusCode });
  if (!stream.endAfterHeaders) stream.once('finish', () => stream.close(noError));
  stream.end(body);
}

function sendOverHttp1(
  request: IncomingMessage,
  response: ServerResponse,
  { statusCode, headers, body }: CompleteAnswer,
  { closeConnection, timers }: SendingOptions,
): void {
  const unread = unreadBytes(request);
  if (closeConnection || unread > drainedBytes) headers.connection = 'close';
  response.writeHead(statusCode, headers);
  if (unread <= drainedBytes) {
    response.end(body);
    return;
  }
  if (body.length > 0) response.write(body);
  else response.flushHeaders();
  linger(request, response, timers);
}

/** The answer is out, and complete by its length. What still comes is thrown away for a moment; then the connection ends. */
function linger(request: IncomingMessage, response: ServerResponse, timers: Timers): void {
  let bytes = 0;
  const end = () => {
    timers.clearTimeout(handle);
    request.off('data', count);
    response.end();
  };
  const count = (chunk: Uint8Array) => {
    bytes += chunk.byteLength;
    if (bytes > lingerBytes) end();
  };
  const handle = timers.setTimeout(end, lingerMs);
  (handle as { unref?: () => void } | undefined)?.unref?.();
  request.on('data', count);
  request.once('end', end);
  request.once('close', end);
}

function sendOverHttp2(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  { statusCode, headers, body }: CompleteAnswer,
): void {
  const { stream } = request;
  response.writeHead(statusCode, headers);
  // A body that nobody reads would keep the stream open; closing it so tells the client to send no more (RFC 9113, 8.1).
  if (!stream.endAfterHeaders) response.once('finish', () => stream.close(noError));
  response.end(body);
}

/** Bytes of the body that are still to come: 0 where there is none, or all was read. */
function unreadBytes({ complete, headers }: IncomingMessage): number {
  if (complete) return 0;
  if (headers['transfer-encoding'] !== undefined) return Number.POSITIVE_INFINITY;
  const length = headers['content-length'];
  return length === undefined ? 0 : Number(length);
}
