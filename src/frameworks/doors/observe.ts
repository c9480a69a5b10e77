import type { EventEmitter } from 'node:events';
import type { ServerAnswer, ServerRequest } from '../../pressure/shedding/sendRefusal.ts';
import { invalidOption } from '../../TidemarkError.ts';
import { ExpressRoutes, type RoutedRequest } from '../expressRoute.ts';
import type { FrameworkOptions } from '../FrameworkOptions.ts';
import { RequestMemory } from '../RequestMemory.ts';
import { countWhenClosed } from './countWhenClosed.ts';

/** A server of node:http, node:https or node:http2. */
export type ObservedServer = Pick<EventEmitter, 'emit' | 'prependListener' | 'off' | 'once'>;

/**
 * Watches the requests of a server, whatever framework is behind it, until it is closed. Routes are those of Express, and
 * what `options.route` says. `metrics`, `health` and `readiness` are answered before anything else that listens.
 *
 * @returns ends with the server, or by `close()`
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function observe(server: ObservedServer, options: FrameworkOptions = {}): RequestMemory {
  if (typeof server?.prependListener !== 'function' || typeof server.emit !== 'function') {
    throw invalidOption('server', 'an HTTP server', server);
  }
  const memory = new RequestMemory(options);
  const routes = new ExpressRoutes();
  const countRoute = countWhenClosed<ServerRequest & RoutedRequest>(
    memory,
    (request) => memory.route?.(request) ?? routes.of(request),
  );
  server.prependListener('request', countRoute);
  memory.onClose(() => server.off('request', countRoute));
  if (memory.shedder !== undefined) memory.onClose(memory.shedder.attach(server));
  if (memory.pages.makers.size > 0) memory.onClose(answerBefore(memory, server));
  server.once('close', () => memory.close());
  return memory;
}

/** An event that is answered must not reach the other listeners: Node has no other way to say so. */
function answerBefore(memory: RequestMemory, server: ObservedServer): () => void {
  let isOpen = true;
  const { emit } = server;
  function emitUnlessAnswered(this: ObservedServer, event: string | symbol, ...given: unknown[]): boolean {
    if (isOpen && event === 'request') {
      const [request, response] = given as [ServerRequest, ServerAnswer];
      if (memory.pages.answer(request.method, request.url, request, response)) return true;
    }
    return emit.call(this, event, ...given);
  }
  const isOwn = Object.hasOwn(server, 'emit');
  server.emit = emitUnlessAnswered;
  return () => {
    isOpen = false;
    if (server.emit !== emitUnlessAnswered) return;
    if (isOwn) server.emit = emit;
    else delete (server as { emit?: unknown }).emit;
  };
}
