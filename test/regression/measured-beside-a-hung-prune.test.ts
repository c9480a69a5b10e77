import { expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

/** At `warning`, with caches of which one is asked to prune and never done; critical a second after that. */
async function criticalBesideHungPrune(process: PressedProcess): Promise<void> {
  const { manager, source } = process;
  source.liveBytes = 500 * mib;
  const prune = (): Promise<never> => new Promise(() => {});
  manager.manage({
    name: 'hung',
    entries: 10,
    bytes: 10 * mib,
    use: undefined,
    prune,
    clear: () => undefined,
  });
  manager.manage(new PressedCache(source, 260));
  manager.enableAutomaticManagement();
  await process.pass(10_500);
  source.liveBytes += 220 * mib;
  await process.pass(3000);
}

it('what is freed while a strategy of ours only waits for a cache that hangs is measured', async () => {
  const process = new PressedProcess();
  await criticalBesideHungPrune(process);
  expect(process.manager.applied).toMatchObject([
    {
      strategy: 'critical-memory',
      result: 'freed',
      measured: true,
      freedBytes: 211 * mib,
      detail:
        'Pruned 146 entries of pages, which claims 146 MB. Not done in time: hung. A collection of 20 ms freed 211 MB.',
    },
    { strategy: 'low-memory', result: 'claimed', measured: false, claimedBytes: 65 * mib },
  ]);
});

it('what is freed while a strategy of somebody else hangs is not, since that may do anything', async () => {
  const process = new PressedProcess();
  const { manager, source } = process;
  manager.registerStrategy('critical', { name: 'mine', priority: 5, apply: () => new Promise(() => {}) });
  manager.manage(new PressedCache(source, 260));
  source.liveBytes += 600 * mib;
  manager.enableAutomaticManagement();
  await process.pass(3000);
  expect(manager.applied).toMatchObject([
    { strategy: 'critical-memory', result: 'claimed', measured: false },
  ]);
});
