import { LRUCache } from 'lru-cache';
import { Application } from '../application/Application.ts';
import { type Page, pageOf } from '../application/pageOf.ts';

// A cache of a size that somebody has thought about.
const pages = new LRUCache<string, Page>({ max: Number(process.env.PRESSURE_ENTRIES ?? 1000) });
const application = await Application.create();
application.manage(pages, 'pages');
application.server.get('/pages/:id', (request) => {
  const { id } = request.params as { id: string };
  let page = pages.get(id);
  if (page === undefined) {
    page = pageOf(id, 100);
    pages.set(id, page);
  }
  return { id: page.id, first: page.rows.slice(0, 20) };
});
await application.listen();
