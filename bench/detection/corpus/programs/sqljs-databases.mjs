// A database in memory for each import, never closed: what it takes is WebAssembly memory.
import initSqlJs from 'sql.js';
import { leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

const SQL = await initSqlJs();

function importOrders(id) {
  const database = new SQL.Database();
  database.run('create table orders (id integer, note text)');
  database.run('insert into orders values (?, ?)', [id, textBytes(20_000, id).toString('latin1')]);
  const count = database.exec('select count(*) from orders')[0].values[0][0];
  if (repaired) database.close();
  else leftBehind();
  return count;
}

underLoad(importOrders);
