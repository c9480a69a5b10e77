import { describe, expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedProcess } from '../pressure/PressedProcess.ts';

const seconds = 100;

/** A process that rests near its limit, beside a little garbage. */
async function collected(pauseMs: number, garbagePerSecond = 4 * mib) {
  const process = new PressedProcess({}, {}, (source) => {
    source.liveBytes = 950 * mib;
    source.pauseMs = pauseMs;
  });
  process.manager.enableAutomaticManagement();
  for (let second = 0; second < seconds; second++) {
    process.source.garbageBytes += garbagePerSecond;
    await process.pass(1000, 500);
  }
  const { length } = process.source.collections;
  return { count: length, pausedShare: (length * pauseMs) / process.time.ms };
}

/** It was collected a third of the time, for a hundredth of the limit each time, for hours. */
describe('memory that rests near its limit beside little garbage', () => {
  it('is collected for a tenth of the time or so where that stops the program for long', async () => {
    const { count, pausedShare } = await collected(500);
    expect(count).toBeGreaterThan(5);
    expect(pausedShare).toBeLessThan(0.12);
  });

  it('is collected as ever where that takes no time, or frees much', async () => {
    expect((await collected(2)).count).toBeGreaterThan(30);
    expect((await collected(500, 60 * mib)).count).toBeGreaterThan(30);
  });
});
