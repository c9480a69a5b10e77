import type { Scenario } from '../Scenario.ts';

export const healthyThroughput: Scenario = {
  name: 'plenty',
  about: 'a cache of 50 MB in 1 GB, and clients that ask as fast as they are answered',
  trouble: 'healthy',
  program: 'boundedCache.ts',
  environment: { PRESSURE_ENTRIES: '500' },
  containerMegabytes: 1024,
  durationMs: 10_000,
  loads: [{ kind: 'closed', clients: 16, path: '/pages/{n}', keys: 450 }],
};
