import cluster from 'node:cluster';
import { Application } from '../application/Application.ts';
import { pageOf } from '../application/pageOf.ts';
import { runPrimary } from '../application/runPrimary.ts';

// Two workers, each of which remembers a little of every request.
if (cluster.isPrimary) {
  await runPrimary(2);
} else {
  // What it needs, and what it does not.
  const tables = pageOf('tables', 40_000);
  const remembered: unknown[] = [];
  const application = await Application.create();
  application.server.get('/answers/:id', (request) => {
    const { id } = request.params as { id: string };
    remembered.push(pageOf(id, 40));
    return { id, tables: tables.rows.length };
  });
  await application.listen();
}
