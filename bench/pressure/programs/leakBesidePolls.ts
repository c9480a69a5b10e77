import { setTimeout as sleep } from 'node:timers/promises';
import { Application } from '../application/Application.ts';
import { pageOf } from '../application/pageOf.ts';

const waitMs = 20_000;
const spreadMs = 5000;

// Each answer is remembered, and nothing forgets it; who polls is told of news, which there are none.
const remembered: unknown[] = [];
const application = await Application.create();
application.server.get('/answers/:id', (request) => {
  const { id } = request.params as { id: string };
  remembered.push(pageOf(id, 150));
  return { id };
});
application.server.get('/polls/:id', async (request) => {
  const { id } = request.params as { id: string };
  await sleep(waitMs + ((Number(id) * 997) % spreadMs));
  return { id, news: [] };
});
await application.listen();
