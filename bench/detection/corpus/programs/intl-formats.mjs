// A number format for each price, kept under a key that never comes again.
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

const formats = new Map();

function formatPrice(id, price) {
  const format = new Intl.DateTimeFormat('de-DE', { dateStyle: 'full', timeStyle: 'long' });
  if (leaking()) {
    formats.set(`${id}:${price}`, format);
    leftBehind();
  }
  return format.format(price);
}

underLoad((id) => formatPrice(id, id * 1e6));
