// A cache with a bound, which fills at one rate until it is full, and turns over from then on.
import { LRUCache } from 'lru-cache';
import { perSecond, textBytes, underLoad } from '../load/load.mjs';

const fillSeconds = Number(process.env.CORPUS_FILL_SECONDS);
const cache = new LRUCache({ max: Math.round(fillSeconds * perSecond) });

function article(id) {
  const found = cache.get(id);
  if (found) return found;
  const loaded = {
    id,
    title: textBytes(40, id).toString('latin1'),
    body: textBytes(4_000, id).toString('latin1'),
    loaded: Date.now(),
  };
  cache.set(id, loaded);
  return loaded;
}

underLoad(article);
