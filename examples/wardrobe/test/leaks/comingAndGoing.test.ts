import { toLeak } from 'tidemark/testing';
import { describe, expect, it } from 'vitest';
import type { LeakName } from '../../src/leaks/Leaks.ts';
import { operations } from '../../src/workloads/workloads.ts';
import { stage } from '../stage.ts';

expect.extend({ toLeak });

/** An actor goes, and another one comes. */
function comingAndGoing(leak?: LeakName): () => void {
  const { clock, world } = stage({ actors: 3, ...(leak && { leak }) });
  return () => {
    clock.ms += 100;
    operations.lifecycle(world);
    world.advance();
  };
}

describe('actors that come and go', () => {
  it('leave no memory behind, once what is remembered of the last thousand is full', {
    timeout: 120_000,
  }, async () => {
    await expect(comingAndGoing()).not.toLeak({ timeoutMs: 100_000 });
  });

  it('do where their parts stay, which is more than eight kilobytes each time', {
    timeout: 120_000,
  }, async () => {
    await expect(comingAndGoing('orphaned-parts')).toLeak({ timeoutMs: 100_000, budgetBytes: 8192 });
  });
});
