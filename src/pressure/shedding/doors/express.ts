import type { RequestGate, RequestPlace } from '../RequestGate.ts';
import type { ServerAnswer, ServerRequest } from '../sendRefusal.ts';

/** Middleware of Express 4 and 5, Connect, and whoever calls it with request, response and next. */
export type ShedMiddleware<Request extends ServerRequest, Response extends ServerAnswer> = (
  request: Request,
  response: Response,
  next: () => void,
) => void;

export function expressDoor<Request extends ServerRequest, Response extends ServerAnswer>(
  gate: RequestGate,
  place: RequestPlace,
): ShedMiddleware<Request, Response> {
  return function shedLoad(request, response, next) {
    // Express cuts the path of a router off `url`.
    const url = (request as { originalUrl?: string }).originalUrl;
    if (!gate.refuses(request, response, url === undefined ? place : { ...place, url })) next();
  };
}
