import type { IncomingMessage } from 'node:http';
import { describe, TidemarkError } from '../TidemarkError.ts';
import { answerJson } from './answer.ts';
import type { Route } from './Route.ts';
import type { SnapshotDesk } from './SnapshotDesk.ts';
import { parseSnapshotQuery } from './snapshotQuery.ts';

const accepted = 202;

/**
 * The routes of heap snapshots and their analyses.
 *
 * @param requireToken throws where a request lacks the token: what is in a heap is not for everybody who can ask
 */
export function snapshotRoutes(
  desk: SnapshotDesk,
  requireToken: (request: IncomingMessage) => void,
): readonly Route[] {
  return [
    {
      methods: ['GET', 'HEAD'],
      pattern: /^\/api\/snapshots$/,
      answer: async ({ response }) => answerJson(response, { snapshots: await desk.snapshots() }),
    },
    {
      methods: ['GET', 'HEAD', 'POST'],
      pattern: /^\/api\/analyses$/,
      answer: async ({ request, response, query }) => {
        if (request.method !== 'POST') answerJson(response, { analyses: desk.analyses() });
        else answerJson(response, { analysis: await desk.ask(parseSnapshotQuery(query)) }, accepted);
      },
    },
    {
      methods: ['GET', 'HEAD'],
      pattern: /^\/api\/analyses\/([^/]+)$/,
      answer: ({ request, response, parts: [id = ''] }) => {
        requireToken(request);
        const outcome = desk.outcome(id);
        if (outcome === undefined) throw unknownAnalysis(id);
        answerJson(response, outcome);
      },
    },
    {
      methods: ['POST'],
      pattern: /^\/api\/analyses\/([^/]+)\/cancel$/,
      answer: ({ response, parts: [id = ''] }) => {
        const analysis = desk.cancel(id);
        if (analysis === undefined) throw unknownAnalysis(id);
        answerJson(response, { analysis });
      },
    },
  ];
}

function unknownAnalysis(id: string): TidemarkError {
  const message = `There is no analysis ${describe(id)} here: GET /api/analyses lists those that are kept.`;
  return new TidemarkError('NOT_FOUND', message, { option: 'id', received: id });
}
