import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { IncomingRequest } from '../IncomingRequest.ts';
import type { RequestGate } from '../RequestGate.ts';
import { refuseStream, refuseUpgrade, type ServerAnswer, type ServerRequest } from '../sendRefusal.ts';

/** A server of node:http, node:https or node:http2. */
export type AnyHttpServer = Pick<EventEmitter, 'emit'> & Partial<Pick<EventEmitter, 'listenerCount'>>;

/**
 * Stands before everything that listens to the server, whether it is there already or comes later; requests for another
 * protocol (WebSocket, CONNECT) among them. Returns a function that takes it away.
 */
export function serverDoor(gate: RequestGate, server: AnyHttpServer): () => void {
  let open = false;
  const { emit } = server;
  // An event that a listener has refused must not reach the others: Node has no other way to say so.
  function emitUnlessRefused(this: AnyHttpServer, event: string | symbol, ...given: unknown[]): boolean {
    if (!open && refuses(gate, server, event, given)) return true;
    return emit.call(this, event, ...given);
  }
  const own = Object.hasOwn(server, 'emit');
  server.emit = emitUnlessRefused;
  return () => {
    open = true;
    // Somebody else may have come before the server since then, and keeps it.
    if (server.emit !== emitUnlessRefused) return;
    if (own) server.emit = emit;
    else delete (server as { emit?: unknown }).emit;
  };
}

function refuses(
  gate: RequestGate,
  server: AnyHttpServer,
  event: string | symbol,
  given: readonly unknown[],
): boolean {
  switch (event) {
    case 'request':
    case 'checkContinue':
    case 'checkExpectation': {
      const [request, response] = given as [ServerRequest, ServerAnswer];
      return gate.refuses(request, response);
    }
    case 'upgrade':
    case 'connect': {
      const [request, socket] = given as [IncomingRequest, Duplex | ServerAnswer];
      // Over HTTP/2 the second is a response.
      if ('headersSent' in socket) return gate.refuses(request as ServerRequest, socket);
      const refusal = gate.decide(request);
      if (refusal === undefined) return false;
      refuseUpgrade(socket, gate.answerTo(refusal, request));
      return true;
    }
    case 'stream': {
      // Where there are listeners of `request`, one of `stream` is Node's own, which brings the request.
      if ((server.listenerCount?.('request') ?? 0) > 0) return false;
      const [stream, headers] = given as [ServerHttp2Stream, IncomingHttpHeaders];
      const request = { method: headers[':method'], url: headers[':path'], headers };
      const refusal = gate.decide(request, undefined, stream);
      if (refusal === undefined) return false;
      gate.deliver(refusal, request, {
        by: (answer) => refuseStream(stream, answer),
        giveUp: () => stream.destroy(),
      });
      return true;
    }
    default:
      return false;
  }
}
