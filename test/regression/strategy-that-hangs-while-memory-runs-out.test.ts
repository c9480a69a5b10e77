import { expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

const hangs = (): Promise<undefined> => new Promise(() => {});

/** A process that is at warning for a while, and then at critical. */
async function crowded(
  prepare: (process: PressedProcess) => void,
  liveBytes = 350 * mib,
): Promise<PressedProcess> {
  const process = new PressedProcess({}, {}, (source) => {
    source.liveBytes = liveBytes;
  });
  process.manager.manage(new PressedCache(process.source, 400));
  prepare(process);
  process.manager.enableAutomaticManagement();
  await process.pass(13_000);
  return process;
}

it('one that hangs at warning does not hold up what is done at critical, and gets no credit for that', async () => {
  const process = await crowded(({ manager }) => {
    manager.registerStrategy('warning', { name: 'hangs', priority: 1, apply: hangs });
  });
  expect(process.manager.getCurrentPressureLevel()).toBe('warning');
  expect(process.applied).toEqual([]);
  process.source.liveBytes += 200 * mib;
  await process.pass(500);
  expect(process.manager.applied).toMatchObject([
    { strategy: 'critical-memory', measured: false, freedBytes: undefined, claimedBytes: 300 * mib },
  ]);
  expect(process.source.collections).toEqual(['plain']);
  await process.pass(12_000);
  expect(process.manager.applied.find(({ strategy }) => strategy === 'hangs')).toMatchObject({
    result: 'timed-out',
    measured: false,
    freedBytes: undefined,
    pauseMs: undefined,
  });
});

it('what a collection shows keeps it from backing off, whoever has freed it', async () => {
  const process = await crowded(({ manager }) => {
    manager.registerStrategy('warning', { name: 'hangs', priority: 1, timeoutMs: 60_000, apply: hangs });
  });
  for (let turn = 0; turn < 4; turn++) {
    process.source.liveBytes = 950 * mib;
    process.source.garbageBytes = 30 * mib;
    await process.pass(2000);
  }
  expect(process.applied.filter((name) => name.startsWith('critical-memory')).length).toBeGreaterThanOrEqual(
    4,
  );
  expect(process.manager.applied.some(({ measured }) => measured)).toBe(false);
});

it('nine odd ones at critical, with a higher priority, delay ours by no more than two seconds', async () => {
  const process = await crowded(({ manager }) => {
    for (let index = 0; index < 3; index++) {
      manager.registerStrategy('critical', { name: `hangs ${index}`, priority: 1, apply: hangs });
      manager.registerStrategy('critical', {
        name: `throws ${index}`,
        priority: 1,
        apply: () => {
          throw new Error('no');
        },
      });
      manager.registerStrategy('critical', { name: `does ${index}`, priority: 1, apply: () => undefined });
    }
  }, 0);
  process.source.liveBytes = 950 * mib;
  await process.pass(2000);
  expect(process.applied.filter((name) => name.startsWith('critical-memory'))).toHaveLength(1);
});

it('is never applied while it is under way, even where it has been registered anew, or at two levels', async () => {
  let running = 0;
  let most = 0;
  const strategy = {
    name: 'slow',
    priority: 1,
    cooldownMs: 0,
    apply: (): Promise<undefined> => {
      running += 1;
      most = Math.max(most, running);
      return new Promise(() => {});
    },
  };
  const process = await crowded(({ manager }) => {
    manager.registerStrategy('warning', strategy);
    manager.registerStrategy('critical', strategy);
  });
  process.source.liveBytes = 950 * mib;
  await process.pass(1500);
  process.manager.registerStrategy('critical', strategy);
  await process.pass(1500);
  expect([running, most]).toEqual([1, 1]);
});
