import { setImmediate as nextTurn } from 'node:timers/promises';
import { Application } from '../application/Application.ts';
import { type Page, pageOf } from '../application/pageOf.ts';

// A cache that is not too large, and once in a while a job that needs as much again.
const mostPages = 900;
const pages = new Map<string, Page>();
const application = await Application.create();
application.manage(pages, 'pages');
application.server.get('/pages/:id', (request) => {
  const { id } = request.params as { id: string };
  let page = pages.get(id);
  if (page === undefined) {
    page = pageOf(id, 100);
    if (pages.size >= mostPages) pages.delete(pages.keys().next().value as string);
    pages.set(id, page);
  }
  return { id, rows: page.rows.length };
});
application.server.get('/export', async () => {
  const rows: Page[] = [];
  for (let part = 0; part < 1000; part++) {
    rows.push(pageOf(`part-${part}`, 120));
    await nextTurn();
  }
  return { rows: rows.reduce((sum, each) => sum + each.rows.length, 0) };
});
await application.listen();
