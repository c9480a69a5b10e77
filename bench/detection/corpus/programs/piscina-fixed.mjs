// Two threads that do the work for as long as the process lives.
import { Piscina } from 'piscina';
import { underLoad } from '../load/load.mjs';

const source = `export default (count) => {
  const primes = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p)) primes.push(n);
  return primes;
};`;
const pool = new Piscina({
  filename: `data:text/javascript,${encodeURIComponent(source)}`,
  minThreads: 2,
  maxThreads: 2,
});
underLoad((id) => pool.run(100 + (id % 200)));
