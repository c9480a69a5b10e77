import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { IncomingRequest } from '../IncomingRequest.ts';
import type { RequestGate } from '../RequestGate.ts';
import { refuseUpgrade, type ServerAnswer, type ServerRequest } from '../sendRefusal.ts';

/** A server of node:http, node:https or node:http2. */
export type AnyHttpServer = Pick<EventEmitter, 'emit'>;

/**
 * Stands before everything that listens to the server, whether it is there already or comes later; requests for another
 * protocol (WebSocket, CONNECT) among them. Returns a function that takes it away.
 */
export function serverDoor(gate: RequestGate, server: AnyHttpServer): () => void {
  let open = false;
  const { emit } = server;
  // An event that a listener has refused must not reach the others: Node has no other way to say so.
  function emitUnlessRefused(this: AnyHttpServer, event: string | symbol, ...given: unknown[]): boolean {
    if (!open && gate.active && refuses(gate, event, given)) return true;
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

function refuses(gate: RequestGate, event: string | symbol, given: readonly unknown[]): boolean {
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
    default:
      return false;
  }
}
