import { shippedUrl } from '../../harness/shipped.ts';
import { Application } from '../application/Application.ts';
import { type Page, pageOf } from '../application/pageOf.ts';

// Pages are kept in a UnifiedCache whose limit nobody has thought about.
const { UnifiedCache } = (await import(
  shippedUrl('pressure/index.js')
)) as typeof import('../../../src/pressure/index.ts');
const pages = new UnifiedCache<string, Page>({ name: 'pages', maxEntries: 1_000_000 });
const application = await Application.create();
application.manage(pages, 'pages');
application.server.get('/pages/:id', (request) => {
  const { id } = request.params as { id: string };
  const page = pages.get(id, () => pageOf(id, 100)) as Page;
  return { id: page.id, rows: page.rows.length };
});
await application.listen();
