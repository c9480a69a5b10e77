// Memoized by a key of which there are not many.
import memoizee from 'memoizee';
import { textBytes, underLoad } from '../load/load.mjs';

function translation(key) {
  return { key, text: textBytes(4_000, key).toString('latin1') };
}

const memoized = memoizee(translation, { primitive: true });
underLoad(() => memoized(Math.floor(1_500 * Math.random() ** 3)));
