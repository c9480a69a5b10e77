import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request and what answers it. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the groups of the route's pattern matched, decoded. */
  readonly parts: readonly string[];
}

/** An address, and who answers there: by throwing, too. */
export interface Route {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
  readonly answer: (exchange: Exchange) => unknown;
}
