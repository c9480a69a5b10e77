import type { IncomingHttpHeaders } from 'node:http';

/** What is gone by of a request: node:http, its HTTP/2 counterpart, Express and what Fastify and Koa have underneath. */
export interface IncomingRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** The path of a request's target, without query, and without a slash at its end. */
export function pathOf(target: string | undefined): string {
  if (target === undefined) return '/';
  let start = 0;
  if (target.charCodeAt(0) !== slash) {
    // Proxies may send the whole address.
    const authority = target.indexOf('://');
    if (authority > 0) start = Math.max(0, target.indexOf('/', authority + 3));
  }
  let end = target.length;
  const query = target.indexOf('?', start);
  if (query >= 0) end = query;
  if (end - start > 1 && target.charCodeAt(end - 1) === slash) end -= 1;
  return target.slice(start, end);
}

/** Whether a browser only asks whether it may ask: were it refused, the page would never see the reason. */
export function isPreflight({ method, headers }: IncomingRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

const slash = 47;
