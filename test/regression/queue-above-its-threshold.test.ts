import { describe, expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

const limitBytes = 500 * mib;

/** A container in which a queue fills and drains, each time a little differently, for so many seconds; a cache stands by. */
async function queue({ low, high, seconds, seed }: Record<'low' | 'high' | 'seconds' | 'seed', number>) {
  const process = new PressedProcess({}, {}, (source) => {
    source.containerLimitBytes = limitBytes;
    source.containerUsedBytes = 200 * mib;
  });
  const { source, manager, monitor } = process;
  const cache = new PressedCache(source, 40);
  manager.manage(cache);
  const levels: string[] = [];
  manager.onLevelChange(({ level }) => void levels.push(level));
  monitor.start();
  manager.enableAutomaticManagement();
  await process.pass(20_000);
  const chance = chances(seed);
  const course = async (to: number, forSeconds: number): Promise<void> => {
    const from = source.containerUsedBytes! / limitBytes;
    for (let second = 0; second < forSeconds; second += 0.1) {
      source.containerUsedBytes = limitBytes * (from + ((to - from) * second) / forSeconds);
      await process.pass(100);
    }
  };
  for (const end = process.time.ms + seconds * 1000; process.time.ms < end; ) {
    await course(low + (high - low) * (0.5 + 0.5 * chance()), 1 + 3 * chance());
    await course(low + (high - low) * 0.3 * chance(), 1 + 2 * chance());
  }
  manager.close();
  return { process, levels };
}

/** Numbers from 0 to 1 that look like chance and are always the same. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

describe('a queue that fills and drains above the threshold of warning', () => {
  for (const seed of [1, 2, 3]) {
    for (const [low, high] of [
      [0.78, 0.88],
      [0.8, 0.89],
    ] as const) {
      it(`is acted upon until it is known to come back, and not again and again (${low} to ${high}, ${seed})`, async () => {
        const { manager } = (await queue({ low, high, seconds: 60, seed })).process;
        const beganAt = manager.applied[0]!.time;
        const later = manager.applied.filter(({ time }) => time - beganAt > 20_000);
        expect(manager.applied.length - later.length).toBeLessThanOrEqual(6);
        expect(later.length).toBeLessThanOrEqual(2);
      });

      it(`has a level that does not flap (${low} to ${high}, ${seed})`, async () => {
        const { levels } = await queue({ low, high, seconds: 60, seed });
        // The last one is that of the manager's end.
        expect(levels.slice(0, -1)).not.toContain('normal');
      });
    }
  }
});
