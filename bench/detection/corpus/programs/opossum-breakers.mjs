// A circuit breaker is made for each call, with timers that go on until it is shut down.
import CircuitBreaker from 'opossum';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

async function charge(id) {
  return { id, paid: true };
}

async function pay(id) {
  const breaker = new CircuitBreaker(charge, {
    rollingCountTimeout: 600_000,
    rollingCountBuckets: 10,
    name: `pay-${id}`,
  });
  await breaker.fire(id);
  if (repaired) breaker.shutdown();
  else leftBehind();
}

underLoad(pay);
