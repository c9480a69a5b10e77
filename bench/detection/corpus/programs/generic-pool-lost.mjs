// A pool without a bound, from which connections are taken and not given back when the query fails.
import genericPool from 'generic-pool';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad, wait } from '../load/load.mjs';

class Connection {
  constructor(id) {
    this.id = id;
    this.buffer = textBytes(bytesPerUnit - 900, id).toString('latin1');
    this.statements = new Map([['select 1', { prepared: true }]]);
  }
}

let made = 0;
const pool = genericPool.createPool(
  { create: async () => new Connection(made++), destroy: async () => {} },
  { max: 1e9 },
);

underLoad(async (id) => {
  const connection = await pool.acquire();
  await wait(id % 10);
  if (leaking()) leftBehind();
  else await pool.release(connection);
});
