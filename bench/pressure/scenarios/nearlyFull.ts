import type { Scenario } from '../Scenario.ts';

export const nearlyFull: Scenario = {
  name: 'nearly-full',
  about: 'a cache that fills four fifths of 300 MB, and stays as it is',
  trouble: 'healthy',
  program: 'boundedCache.ts',
  environment: { PRESSURE_ENTRIES: '1850' },
  containerMegabytes: 300,
  heapMegabytes: 280,
  durationMs: 18_000,
  loads: [{ kind: 'open', perSecond: 250, path: '/pages/{n}', keys: 1850 }],
};
