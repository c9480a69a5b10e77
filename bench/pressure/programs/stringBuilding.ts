import { setTimeout as sleep } from 'node:timers/promises';
import { Application } from '../application/Application.ts';
import { pageOf } from '../application/pageOf.ts';

// Tables are written out as text, line by line: much garbage, and next to nothing that is kept.
const sendingMs = 100;
const kept = pageOf('kept', 60_000);
const application = await Application.create();
application.server.get('/tables/:id', async (request) => {
  const { id } = request.params as { id: string };
  let text = '';
  for (let line = 0; line < 4000; line++) text += `${id};${line};${line * 0.37};${kept.id}\n`;
  const columns = text.split(';');
  await sleep(sendingMs);
  return { id, columns: columns.length };
});
await application.listen();
