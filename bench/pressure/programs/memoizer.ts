import memoize from 'memoize';
import { Application } from '../application/Application.ts';
import { type Page, pageOf } from '../application/pageOf.ts';

interface CacheEntry {
  readonly data: Page;
  readonly maxAge: number;
}

// Searches are memoized under what the user typed, which is hardly ever the same.
const found = new Map<string, CacheEntry>();
const search = memoize((words: string) => pageOf(words, 80), { cache: found });
const application = await Application.create();
application.manage(found, 'searches');
application.server.get('/search/:words', (request) => {
  const { words } = request.params as { words: string };
  return { words, rows: search(words).rows.length };
});
await application.listen();
