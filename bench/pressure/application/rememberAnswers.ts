import type { Application } from './Application.ts';
import { pageOf } from './pageOf.ts';

/** Serves answers, each of which is remembered, and nothing forgets it. */
export function rememberAnswers({ server }: Application): void {
  const remembered: unknown[] = [];
  server.get('/answers/:id', (request) => {
    const { id } = request.params as { id: string };
    remembered.push(pageOf(id, 150));
    return { id };
  });
}
