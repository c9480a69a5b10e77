import { Application } from '../application/Application.ts';
import { pageOf } from '../application/pageOf.ts';

// Each answer is remembered, and nothing forgets it.
const remembered: unknown[] = [];
const application = await Application.create();
application.server.get('/answers/:id', (request) => {
  const { id } = request.params as { id: string };
  remembered.push(pageOf(id, 150));
  return { id };
});
await application.listen();
