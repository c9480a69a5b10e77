import type { FastifyInstance } from 'fastify';
import type { MemoryPressureManager } from '../../../src/pressure/MemoryPressureManager.ts';
import type { StrategyApplied } from '../../../src/wire/event.ts';
import { shippedPackage, shippedUrl } from '../../harness/shipped.ts';
import { tell } from './tell.ts';

export type Manager = MemoryPressureManager;

/** Tidemark with its defaults, and its load shedding. What it does is told to the bench. */
export async function protect(server: FastifyInstance): Promise<Manager> {
  const { startMemoryMonitoring } = await shippedPackage();
  const { shedLoad } = (await import(
    shippedUrl('pressure/index.js')
  )) as typeof import('../../../src/pressure/index.ts');
  const eventBus = {
    dispatch: (type: string, payload: unknown) => {
      if (type === 'memory:strategy_applied') tell({ type: 'applied', applied: payload as StrategyApplied });
    },
  };
  const manager = await startMemoryMonitoring({}, { eventBus }).pressure;
  await server.register(shedLoad(manager).fastify());
  manager.onLevelChange((change) => tell({ type: 'level', change }));
  return manager;
}
