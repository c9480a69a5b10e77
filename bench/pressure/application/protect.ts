import type { FastifyInstance } from 'fastify';
import type { MemoryPressureManager } from '../../../src/pressure/MemoryPressureManager.ts';
import type { StrategyApplied } from '../../../src/wire/event.ts';
import { shippedPackage } from '../../harness/shipped.ts';
import { tell } from './tell.ts';

export type Manager = MemoryPressureManager;

/** Tidemark with its defaults. What it does is told to the bench. */
export async function protect(_server: FastifyInstance): Promise<Manager> {
  const { startMemoryMonitoring } = await shippedPackage();
  const eventBus = {
    dispatch: (type: string, payload: unknown) => {
      if (type === 'memory:strategy_applied') tell({ type: 'applied', applied: payload as StrategyApplied });
    },
  };
  const manager = await startMemoryMonitoring({}, { eventBus }).pressure;
  manager.onLevelChange((change) => tell({ type: 'level', change }));
  return manager;
}
