import { expect, it } from 'vitest';
import { ClaimedGarbage } from '../../src/pressure/ClaimedGarbage.ts';

it('what caches have let go of is garbage until a collection has freed it', () => {
  const garbage = new ClaimedGarbage();
  garbage.claim(600);
  garbage.claim(400);
  expect(garbage.bytes).toBe(1000);
  garbage.collected(1200);
  expect(garbage.bytes).toBe(0);
  garbage.claim(500);
  expect(garbage.bytes).toBe(500);
});

it('what caches say counts as far as it was true the last time', () => {
  const garbage = new ClaimedGarbage();
  garbage.claim(1000);
  garbage.collected(50);
  // A collection after which nothing was claimed says nothing of that.
  garbage.collected(900);
  garbage.claim(1000);
  expect(garbage.bytes).toBe(50);
  garbage.collected(-5);
  garbage.claim(1000);
  expect(garbage.bytes).toBe(0);
  garbage.collected(800);
  garbage.claim(1000);
  expect(garbage.bytes).toBe(800);
});
