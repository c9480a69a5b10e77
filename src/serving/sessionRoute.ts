import { securityHeaders } from './answer.ts';
import type { Route } from './Route.ts';

/** `POST /api/session`: for those who have shown the token, a cookie that stands for it where something is only read. */
export function sessionRoute(cookie: string): Route {
  return {
    methods: ['POST'],
    pattern: /^\/api\/session$/,
    answer: ({ response }) => {
      response.writeHead(204, { ...securityHeaders, 'Set-Cookie': cookie, 'Cache-Control': 'no-store' });
      response.end();
    },
  };
}
