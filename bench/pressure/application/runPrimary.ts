import cluster from 'node:cluster';
import type { Recycling } from '../../../src/wire/response.ts';
import { shippedPackage } from '../../harness/shipped.ts';
import type { Protection } from '../Scenario.ts';
import { tell } from './tell.ts';

/** The main process of a cluster: starts workers, and starts another where one dies, as everybody's does. */
export async function runPrimary(workers: number): Promise<void> {
  if ((process.env.PRESSURE_PROTECTION as Protection) === 'tidemark') {
    const { startMemoryMonitoring } = await shippedPackage();
    startMemoryMonitoring({}, { eventBus: { dispatch: tellRecycling } });
  }
  cluster.on('exit', (worker, code, signal) => {
    if (worker.exitedAfterDisconnect) return;
    tell({ type: 'worker died', code, signal });
    cluster.fork();
  });
  for (let index = 0; index < workers; index++) cluster.fork();
}

function tellRecycling(type: string, payload: unknown): void {
  if (type === 'memory:recycling') tell({ type: 'recycling', recycling: payload as Recycling });
}
