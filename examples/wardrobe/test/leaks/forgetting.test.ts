import { describe, expect, it } from 'vitest';
import type { LeakName } from '../../src/leaks/Leaks.ts';
import { operations } from '../../src/workloads/workloads.ts';
import { type Stage, stage } from '../stage.ts';

/** Plays a minute of everything with plenty of room to leak, and returns the world after it. */
function played(leak: LeakName | undefined): Stage {
  const set = stage({ actors: 30, ...(leak === undefined ? {} : { leak }) });
  const { clock, world } = set;
  for (let i = 0; i < 6000; i += 1) {
    clock.ms += 10;
    operations.clothing(world);
    if (i % 3 === 0) operations.anatomy(world);
    if (i % 50 === 0) operations.lifecycle(world);
    if (i % 10 === 0) world.advance();
  }
  return set;
}

const kept: Readonly<Record<LeakName, (set: Stage) => number>> = {
  'latency-samples': ({ world }) => world.latencies.size - 1000,
  adjacency: ({ world }) => world.graphs.size - 30,
  'orphaned-parts': ({ world }) => world.entities.size - 30 * 71,
  'expired-keys': ({ world }) => world.glances.size - 700,
  listeners: ({ world }) => world.bus.listenerCount('weather_changed') - 30,
  'perception-log': ({ world }) => world.perceptions.size - 20_000,
};

describe('a world without a leak', () => {
  const set = played(undefined);

  it.each(Object.entries(kept))('keeps nothing that it should forget: %s', (_, excess) => {
    expect(excess(set)).toBeLessThanOrEqual(0);
  });
});

describe('a world with a leak', () => {
  it.each(Object.keys(kept) as LeakName[])('keeps what it should forget, and nothing else: %s', (leak) => {
    const set = played(leak);
    expect(set.leaks.leakedBytes).toBeGreaterThan(0);
    for (const [name, excess] of Object.entries(kept)) {
      if (name === leak) expect(excess(set)).toBeGreaterThan(50);
      else expect(excess(set)).toBeLessThanOrEqual(0);
    }
  });
});
