// A cache without a bound that is emptied whenever prices change, which is every few minutes.
import Keyed from 'node-cache';
import { textBytes, underLoad } from '../load/load.mjs';

const cache = new Keyed({ useClones: false });
setInterval(() => cache.flushAll(), Number(process.env.CORPUS_FLUSH_SECONDS) * 1000);
underLoad((id) => cache.set(id, { id, price: textBytes(1_000, id).toString('latin1') }));
