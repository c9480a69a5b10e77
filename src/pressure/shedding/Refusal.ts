import type { PressureLevel } from '../../wire/event.ts';
import type { RequestPriority } from './RequestPriority.ts';

/** A request is refused. */
export interface Refusal {
  /** The level of pressure; `normal` while shedding becomes less. */
  readonly level: PressureLevel;
  /** What is short, in one sentence; for logs, not for strangers. */
  readonly reason: string;
  readonly priority: RequestPriority;
  /** The route, where one is known. */
  readonly route: string | undefined;
  /** Whole seconds after which the client may try again. */
  readonly retryAfterSeconds: number;
}

/** How a refused request is answered. */
export interface RefusalAnswer {
  /** 400 to 599. @default 503 */
  readonly statusCode?: number | undefined;
  /** Beside Retry-After, Cache-Control and Content-Length, or in their place. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
}

/** All that is sent. */
export interface CompleteAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

const statusCode = 503;

/** JSON, unless the client asks for text and not for JSON. */
export function standardAnswer(
  { retryAfterSeconds }: Pick<Refusal, 'retryAfterSeconds'>,
  accept: string | undefined,
): CompleteAnswer {
  const message = `The server is short of memory. Try again in ${retryAfterSeconds} s.`;
  const text = accept?.includes('text/') === true && !accept.includes('json');
  // The words are ours: nothing in them needs escaping.
  const body = text
    ? `${message}\n`
    : `{"statusCode":503,"error":"Service Unavailable","message":"${message}","retryAfterSeconds":${retryAfterSeconds}}`;
  return {
    statusCode,
    headers: {
      'content-type': text ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
      'content-length': String(body.length),
      'retry-after': String(retryAfterSeconds),
      'cache-control': 'no-store',
    },
    body,
  };
}

/** What the application wants to be answered, made whole; throws where it cannot be sent. */
export function customAnswer({ retryAfterSeconds }: Refusal, answer: RefusalAnswer): CompleteAnswer {
  if (typeof answer !== 'object' || 'then' in answer) {
    throw new TypeError('respond() must return an object, and no promise');
  }
  const { statusCode: status = statusCode, headers = {}, body = '' } = answer;
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    throw new TypeError(`respond() returned the status ${status}; it must be from 400 to 599`);
  }
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new TypeError('respond() returned a body that is neither a string nor bytes');
  }
  return {
    statusCode: status,
    headers: {
      'retry-after': String(retryAfterSeconds),
      'cache-control': 'no-store',
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
  };
}
