import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FrameworkOptions } from '../FrameworkOptions.ts';
import { RequestMemory } from '../RequestMemory.ts';

/** What is used of Koa's context. */
interface KoaContextLike {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly originalUrl: string;
  respond?: boolean | undefined;
}

/** Middleware of Koa. */
export interface KoaMiddleware {
  (context: KoaContextLike, next: () => Promise<unknown>): Promise<unknown>;
  /** Its monitoring and load shedding; `memory.close()` ends them. */
  readonly memory: RequestMemory;
}

/**
 * Middleware that counts requests by route, and what the options ask for. Put it first. Routes are those of @koa/router.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function koaTidemark(options: FrameworkOptions = {}): KoaMiddleware {
  const memory = new RequestMemory(options);
  const shed = memory.shedder?.koa();
  function tidemark(context: KoaContextLike, next: () => Promise<unknown>): Promise<unknown> {
    const { req, res, originalUrl } = context;
    if (memory.pages.answer(req.method, originalUrl, req, res)) {
      context.respond = false;
      return Promise.resolve();
    }
    const count = () => memory.count(req, () => memory.route?.(req) ?? routeOf(context));
    if (res.closed) count();
    else res.on('close', count);
    return shed === undefined ? next() : shed(context, next);
  }
  return Object.assign(tidemark, { memory });
}

/** What @koa/router leaves on a context. */
function routeOf(context: object): string | undefined {
  const { _matchedRoute: route } = context as { readonly _matchedRoute?: unknown };
  return route === undefined ? undefined : String(route);
}
