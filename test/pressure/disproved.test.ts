import { describe, expect, it } from 'vitest';
import type {
  MemoryCollection,
  MemoryStrategy,
  PressureSituation,
} from '../../src/pressure/MemoryStrategy.ts';
import { nothingPruned } from '../../src/pressure/PruneSummary.ts';
import { StrategyRunner } from '../../src/pressure/StrategyRunner.ts';
import { FakeTime } from '../monitoring/simulation.ts';

/** Whether an application says that what was only likely to be short is not, where each collection leaves enough. */
async function isDisproved(apply: MemoryStrategy['apply'], unproved = true): Promise<boolean> {
  const time = new FakeTime();
  const collections = { count: 0, last: undefined, usedBytes: () => 0, rssBytes: () => 0 };
  const runner = new StrategyRunner({ collections, timers: time, now: time.now });
  const situation = {
    unproved,
    capacity: {},
    prune: async () => nothingPruned,
    collect: async () => ({ performed: true, sufficient: true }) as MemoryCollection,
  } as unknown as PressureSituation;
  const { disproved } = await runner.run({ name: 'proof', apply }, () => situation, 0);
  return disproved;
}

const collects: MemoryStrategy['apply'] = async (situation) => {
  await situation.collect();
  return {};
};
const prunesAndCollects: MemoryStrategy['apply'] = async (situation) => {
  await situation.prune('aggressive');
  return collects(situation);
};

describe('that memory is short', () => {
  it('is disproved by a collection that leaves enough, where it was only likely', async () => {
    expect(await isDisproved(collects)).toBe(true);
    expect(await isDisproved(collects, false)).toBe(false);
  });

  it('is not disproved by what is left after something was pruned', async () => {
    expect(await isDisproved(prunesAndCollects)).toBe(false);
  });
});
