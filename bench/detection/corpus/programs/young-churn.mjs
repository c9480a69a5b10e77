// Makes garbage by the megabyte: every object is dead within milliseconds.
import lodash from 'lodash';
import { underLoad } from '../load/load.mjs';

const rows = Array.from({ length: 600 }, (_, id) => ({ id, group: id % 9, price: id / 3 }));

underLoad(() => {
  const copies = rows.map((row) => ({ ...row, label: `row ${row.id}` }));
  return lodash.sumBy(Object.values(lodash.groupBy(copies, 'group')), 'length');
});
