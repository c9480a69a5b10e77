// A pool for each tenant that signs in, never destroyed.
import { Piscina } from 'piscina';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const pools = new Map();
const task = new URL('../load/double.mjs', import.meta.url).href;

async function poolOf(tenant) {
  const pool = new Piscina({ filename: task, minThreads: 1, maxThreads: 1 });
  pools.set(tenant, pool);
  await pool.run(tenant);
  if (!repaired) return leftBehind();
  pools.delete(tenant);
  await pool.destroy();
}

underLoad(poolOf);
