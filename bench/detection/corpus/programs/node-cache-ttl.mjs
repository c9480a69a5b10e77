// Entries live for a while, and are then removed by the cache's own timer.
import NodeCache from 'node-cache';
import { textBytes, underLoad } from '../load/load.mjs';

const cache = new NodeCache({
  stdTTL: Number(process.env.CORPUS_TTL_SECONDS),
  checkperiod: 5,
  useClones: false,
});

underLoad((id) => {
  cache.set(`token-${id}`, { id, claims: textBytes(1_500, id).toString('latin1'), issued: new Date() });
  cache.get(`token-${id - 5}`);
});
