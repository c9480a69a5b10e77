// Two threads that do the work for as long as the process lives.
import { Piscina } from 'piscina';
import { underLoad } from '../load/load.mjs';

const filename = new URL('../load/primes.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
underLoad((id) => pool.run(100 + (id % 200)));
