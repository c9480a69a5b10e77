import NodeCache from 'node-cache';
import { Application } from '../application/Application.ts';
import { pageOf } from '../application/pageOf.ts';

// Sessions expire after three seconds, but nobody takes out those that have expired.
const sessions = new NodeCache({ stdTTL: 3, checkperiod: 0, useClones: false });
const application = await Application.create();
application.manage(sessions, 'sessions');
application.server.get('/sessions/:id', (request) => {
  const { id } = request.params as { id: string };
  const session = pageOf(id, 40);
  sessions.set(id, session);
  return { id, rows: session.rows.length };
});
await application.listen();
