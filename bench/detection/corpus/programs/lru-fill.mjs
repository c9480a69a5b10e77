// A cache with a bound, which fills at one rate until it is full, and turns over from then on.
import { LRUCache } from 'lru-cache';
import { perSecond, text, underLoad } from '../load/load.mjs';

const fillSeconds = Number(process.env.CORPUS_FILL_SECONDS);
const cache = new LRUCache({ max: Math.round(fillSeconds * perSecond) });

function article(id) {
  const found = cache.get(id);
  if (found) return found;
  const loaded = { id, title: text(40, id), body: text(4_000, id), loaded: Date.now() };
  cache.set(id, loaded);
  return loaded;
}

underLoad(article);
