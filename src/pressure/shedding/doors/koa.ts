import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestGate, RequestPlace } from '../RequestGate.ts';

/** What is used of Koa's context. */
interface KoaContextLike {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly originalUrl: string;
  /** Koa answers by itself unless this is `false`. */
  respond?: boolean | undefined;
}

/** Middleware of Koa. */
export type KoaShedMiddleware = (context: KoaContextLike, next: () => Promise<unknown>) => Promise<unknown>;

export function koaDoor(gate: RequestGate, place: RequestPlace): KoaShedMiddleware {
  return function shedLoad(context, next) {
    const { req, res, originalUrl } = context;
    if (!gate.refuses(req, res, { ...place, url: originalUrl })) return next();
    context.respond = false;
    return Promise.resolve();
  };
}
