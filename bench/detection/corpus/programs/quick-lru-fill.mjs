// A cache with a bound whose keys repeat, so that it fills ever more slowly.
import QuickLRU from 'quick-lru';
import { text, underLoad } from '../load/load.mjs';

const keys = Number(process.env.CORPUS_KEYS);
const cache = new QuickLRU({ maxSize: keys });

function thumbnail(id) {
  let found = cache.get(id);
  if (!found) {
    found = { id, svg: text(3_000, id), made: Date.now() };
    cache.set(id, found);
  }
  return found;
}

underLoad(() => thumbnail(Math.floor(keys * Math.random() ** 2)));
