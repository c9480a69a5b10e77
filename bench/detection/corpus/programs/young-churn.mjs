// Makes garbage, 50 MB of it a second: nothing lives for longer than milliseconds.
import lodash from 'lodash';
import { underLoad } from '../load/load.mjs';

const rows = Array.from({ length: 5_000 }, (_, id) => ({ id, group: id % 9, price: id / 3 }));

function page(number) {
  const sorted = lodash.reverse(rows.slice());
  return lodash.take(sorted.concat(), 40).map((row) => ({ ...row, label: `row ${row.id}`, number }));
}

underLoad((id) => lodash.sumBy(page(id), 'price'));
