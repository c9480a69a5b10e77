import type { FastifyInstance } from 'fastify';
import type { MemoryPressureManager } from '../../../src/pressure/MemoryPressureManager.ts';
import { shippedPackage, shippedUrl } from '../../harness/shipped.ts';
import { tell } from './tell.ts';

export type Manager = MemoryPressureManager;

/** Tidemark with its defaults, and its load shedding. What it does is told to the bench. */
export async function protect(server: FastifyInstance): Promise<Manager> {
  const { startMemoryMonitoring } = await shippedPackage();
  const { shedLoad } = (await import(
    shippedUrl('pressure/index.js')
  )) as typeof import('../../../src/pressure/index.ts');
  // Under `tidemark run` this is the agent that runs already.
  const { monitor, pressure } = startMemoryMonitoring();
  monitor.onEvent(({ type, payload }) => {
    if (type === 'memory:strategy_applied') tell({ type: 'applied', applied: payload });
  });
  const manager = await pressure;
  await server.register(shedLoad(manager).fastify());
  manager.onLevelChange((change) => tell({ type: 'level', change }));
  return manager;
}
