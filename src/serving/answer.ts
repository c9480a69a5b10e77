import type { ServerResponse } from 'node:http';
import { TidemarkError, type TidemarkErrorCode } from '../TidemarkError.ts';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer. No CORS header is among them: no other site may read what we say. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

const statuses: Partial<Record<TidemarkErrorCode, number>> = {
  INVALID_REQUEST: 400,
  TOKEN_REQUIRED: 401,
  REQUEST_REFUSED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  TOO_MANY_REQUESTS: 429,
  TOO_MANY_CLIENTS: 503,
  TOO_MANY_ANALYSES: 503,
};

/** Answers with JSON that nobody stores. */
export function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

/** Answers `{ error: { code, message, option, rule, received } }` with the status that belongs to the code; 500 for anything that is no error of ours. */
export function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // A body that was refused unread must not be taken for the next request.
  response.shouldKeepAlive = false;
  const status = error instanceof TidemarkError ? statuses[error.code] : undefined;
  if (status === undefined) {
    const message = 'Tidemark failed to answer. The reason is in its log.';
    answerJson(response, { error: { code: 'INTERNAL_ERROR', message } }, 500);
    return;
  }
  const { code, message, option, rule, received } = error as TidemarkError;
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (status === 405) response.setHeader('Allow', 'GET, HEAD, POST');
  if (status === 429) response.setHeader('Retry-After', '1');
  answerJson(response, { error: { code, message, option, rule, received } }, status);
}
