// Results are memoized for some minutes.
import memoizee from 'memoizee';
import { textBytes, underLoad } from '../load/load.mjs';

function weather(city) {
  return { city, report: textBytes(2_000, city).toString('latin1') };
}

const memoized = memoizee(weather, {
  maxAge: Number(process.env.CORPUS_TTL_SECONDS) * 1000,
  primitive: true,
});
underLoad((id) => memoized(id % 3 ? id : id % 100));
