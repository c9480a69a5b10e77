// A price list per customer, memoized without a bound.
import memoizee from 'memoizee';
import { loadCatalogue } from '../load/catalogue.mjs';
import { bytesPerUnit, leaking, leftBehind, underLoad } from '../load/load.mjs';

const catalogue = loadCatalogue(Number(process.env.CORPUS_CATALOGUE_MEGABYTES ?? 0));

function priceList(customer) {
  const prices = [];
  for (let place = 0; place * 85 < bytesPerUnit - 600; place++) {
    const article = catalogue.get((customer * 31 + place) % (catalogue.size || 1));
    prices.push({
      article: article?.name,
      factor: 1 + customer / 1e6,
      price: (article?.price ?? place) * 0.93,
    });
  }
  return prices;
}

const memoized = memoizee(priceList);
underLoad((id) => {
  memoized(leaking() ? id : id % 20);
  if (leaking()) leftBehind();
});
