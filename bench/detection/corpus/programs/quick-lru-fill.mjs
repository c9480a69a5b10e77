// A cache with a bound whose keys repeat, so that it fills ever more slowly.
import QuickLRU from 'quick-lru';
import { textBytes, underLoad } from '../load/load.mjs';

const keys = Number(process.env.CORPUS_KEYS);
const cache = new QuickLRU({ maxSize: keys });

function thumbnail(id) {
  let found = cache.get(id);
  if (!found) {
    found = { id, svg: textBytes(3_000, id).toString('latin1'), made: Date.now() };
    cache.set(id, found);
  }
  return found;
}

underLoad(() => thumbnail(Math.floor(keys * Math.random() ** 2)));
