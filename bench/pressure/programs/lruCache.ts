import { LRUCache } from 'lru-cache';
import { Application } from '../application/Application.ts';
import { type Page, pageOf } from '../application/pageOf.ts';

// The most entries are a guess, and the heap is full before there are so many.
const pages = new LRUCache<string, Page>({ max: 20_000 });
const application = await Application.create();
application.manage(pages, 'pages');
application.server.get('/pages/:id', (request) => {
  const { id } = request.params as { id: string };
  const page = pages.get(id) ?? pageOf(id, 60);
  pages.set(id, page);
  return { id: page.id, rows: page.rows.length };
});
await application.listen();
