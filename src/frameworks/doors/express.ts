import type { IncomingMessage, ServerResponse } from 'node:http';
import { ExpressRoutes, type RoutedRequest } from '../expressRoute.ts';
import type { FrameworkOptions } from '../FrameworkOptions.ts';
import { RequestMemory } from '../RequestMemory.ts';
import { countWhenClosed } from './countWhenClosed.ts';

/** Middleware of Express 4 and 5, Connect, and NestJS upon Express. */
export interface ExpressMiddleware {
  (request: IncomingMessage, response: ServerResponse, next: () => void): void;
  /** Its monitoring and load shedding; `memory.close()` ends them. */
  readonly memory: RequestMemory;
}

/**
 * Middleware that counts requests by route, and what the options ask for. Put it first.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function expressTidemark(options: FrameworkOptions = {}): ExpressMiddleware {
  return expressMiddlewareOf(new RequestMemory(options));
}

/** The same upon what is there already, as in an application of NestJS: `app.use(expressMiddlewareOf(app.get('RequestMemory')))`. */
export function expressMiddlewareOf(memory: RequestMemory): ExpressMiddleware {
  const routes = new ExpressRoutes();
  const countRoute = countWhenClosed<IncomingMessage & RoutedRequest>(
    memory,
    (request) => memory.route?.(request) ?? routes.of(request),
  );
  const shed = memory.shedder?.express();
  function tidemark(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    const { originalUrl = request.url } = request as RoutedRequest & IncomingMessage;
    if (memory.pages.answer(request.method, originalUrl, request, response)) return;
    countRoute(request, response);
    if (shed === undefined) next();
    else shed(request, response, next);
  }
  return Object.assign(tidemark, { memory });
}
