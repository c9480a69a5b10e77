import { setTimeout as sleep } from 'node:timers/promises';
import { Application } from '../application/Application.ts';
import { rememberAnswers } from '../application/rememberAnswers.ts';

const waitMs = 20_000;
const spreadMs = 5000;

// Who polls is told of news, which there are none.
const application = await Application.create();
rememberAnswers(application);
application.server.get('/polls/:id', async (request) => {
  const { id } = request.params as { id: string };
  await sleep(waitMs + ((Number(id) * 997) % spreadMs));
  return { id, news: [] };
});
await application.listen();
