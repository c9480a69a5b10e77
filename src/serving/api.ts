import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, TidemarkError } from '../TidemarkError.ts';
import { answerJson } from './answer.ts';
import { callRoutes } from './callRoutes.ts';
import type { EventStream } from './EventStream.ts';
import { parseHistoryQuery } from './historyQuery.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';
import type { Route } from './Route.ts';
import { takingRoute } from './takingRoute.ts';
import { unknownProcess } from './unknownProcess.ts';

/** What the routes of the API work with. */
export interface ApiOptions {
  readonly directory: ProcessDirectory;
  /** `undefined` where nobody listens. */
  readonly stream: EventStream | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Routes besides. @default none */
  readonly routes?: readonly Route[];
}

/** Answers a request under `/api/`, or of a route besides. */
export type Api = (request: IncomingMessage, response: ServerResponse, address: URL) => Promise<void>;

/**
 * The routes under `/api/`. Each throws, or rejects with, a TidemarkError, which the server turns into its answer.
 */
export function createApi({ directory, stream, now, routes: others = [] }: ApiOptions): Api {
  const routes: readonly Route[] = [
    {
      methods: ['GET', 'HEAD'],
      pattern: /^\/api\/processes$/,
      answer: ({ response }) => answerJson(response, { processes: directory.processes() }),
    },
    {
      methods: ['GET', 'HEAD'],
      pattern: /^\/api\/processes\/([^/]+)\/history$/,
      answer: ({ response, query, parts: [id = ''] }) => {
        const answer = directory.history(id, parseHistoryQuery(query, now()));
        if (answer === undefined) throw unknownProcess(directory, id);
        answerJson(response, answer);
      },
    },
    {
      methods: ['GET', 'HEAD'],
      pattern: /^\/api\/incidents$/,
      answer: ({ response }) => answerJson(response, { incidents: directory.incidents() }),
    },
    takingRoute(directory),
    ...callRoutes(directory),
    ...(stream === undefined ? [] : [streamRoute(stream)]),
    ...others,
  ];

  return async (request, response, address) => {
    const method = request.method ?? '';
    for (const { pattern, methods, answer } of routes) {
      const match = pattern.exec(address.pathname);
      if (match === null) continue;
      if (!methods.includes(method)) {
        const rule = methods.join(' or ');
        const message = `${address.pathname} takes ${rule}, received ${method}`;
        throw new TidemarkError('METHOD_NOT_ALLOWED', message, { option: 'method', rule, received: method });
      }
      await answer({ request, response, query: address.searchParams, parts: match.slice(1).map(decoded) });
      return;
    }
    const details = { option: 'path', received: address.pathname };
    throw new TidemarkError('NOT_FOUND', `There is nothing at ${address.pathname}.`, details);
  };
}

function streamRoute(stream: EventStream): Route {
  return {
    methods: ['GET'],
    pattern: /^\/api\/events$/,
    answer: ({ request, response, query }) => stream.open(request, response, query),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    const rule = 'percent-encoded UTF-8';
    const message = `path must be ${rule}, received ${describe(part)}`;
    throw new TidemarkError('INVALID_REQUEST', message, { option: 'path', rule, received: part, cause });
  }
}
