import { expect, it } from 'vitest';
import { PressureCaches } from '../../src/pressure/PressureCaches.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

it('caches and pools with equal names are numbered in all that is told, and can be pruned apart', async () => {
  const process = new PressedProcess();
  const { manager, source } = process;
  const [first, second] = [new PressedCache(source, 40), new PressedCache(source, 80)];
  const endFirst = manager.manage(first);
  manager.manage(second);
  manager.managePool({ name: 'pages', shrink: () => 1 });
  const { pruned } = await manager.triggerCachePruning('normal');
  expect([...pruned].sort()).toEqual(['pages', 'pages (2)', 'pages (3)']);

  const caches = PressureCaches.of(manager);
  expect(caches.entries()).toMatchObject([
    { name: 'pages (2)', entries: 60, goingEntries: 15 },
    { name: 'pages', entries: 30, goingEntries: 8 },
    { name: 'pages (3)', kind: 'pool' },
  ]);
  await caches.prune('normal', { limitMs: 1000 }, 'pages (2)');
  expect([first.entries, second.entries]).toEqual([30, 45]);

  endFirst();
  manager.manage(new PressedCache(source, 4));
  expect(caches.entries().map(({ name }) => name)).toEqual(['pages (2)', 'pages', 'pages (3)']);
  source.liveBytes += 850 * mib;
  manager.enableAutomaticManagement();
  await process.pass(1000);
  expect(manager.evidence[0]!.caches.map(({ name }) => name)).toEqual(['pages (2)', 'pages']);
  expect(manager.applied[0]!.detail).toContain('of pages (2), pages, pages (3)');
});
