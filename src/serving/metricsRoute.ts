import { securityHeaders } from './answer.ts';
import type { Route } from './Route.ts';

/** Writes what a scrape is answered with, for the `Accept` header that it came with. */
export type WriteMetrics = (
  accept: string | undefined,
) => Promise<{ readonly contentType: string; readonly body: string }>;

/** `GET /metrics`: for Prometheus, as text or as OpenMetrics. It needs no token, like everything that only tells. */
export function metricsRoute(write: WriteMetrics): Route {
  return {
    methods: ['GET', 'HEAD'],
    pattern: /^\/metrics$/,
    answer: async ({ request, response }) => {
      const { contentType, body } = await write(request.headers.accept);
      response.writeHead(200, {
        ...securityHeaders,
        'Content-Type': contentType,
        'Content-Length': Buffer.byteLength(body),
        'Cache-Control': 'no-store',
        Vary: 'Accept',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    },
  };
}
