// A pool of workers is made for each report, and never terminated.
import workerpool from 'workerpool';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const pools = [];

async function report(id) {
  const pool = workerpool.pool({ maxWorkers: 1, workerType: 'thread' });
  const total = await pool.exec((month) => Math.sqrt(month), [id]);
  if (repaired) await pool.terminate();
  else {
    pools.push(pool);
    leftBehind();
  }
  return total;
}

underLoad(report);
