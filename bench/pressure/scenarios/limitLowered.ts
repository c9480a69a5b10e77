import type { Scenario } from '../Scenario.ts';

export const limitLowered: Scenario = {
  name: 'limit-lowered',
  about: 'a cache with a limit that suits the container, until that is made smaller, from 400 to 200 MB',
  trouble: 'caching',
  program: 'boundedCache.ts',
  environment: { PRESSURE_ENTRIES: '2000' },
  containerMegabytes: 400,
  heapMegabytes: 500,
  durationMs: 18_000,
  loads: [{ kind: 'open', perSecond: 130, path: '/pages/{n}' }],
  lowered: { atMs: 7000, toMegabytes: 200 },
};
