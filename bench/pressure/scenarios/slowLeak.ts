import type { Scenario } from '../Scenario.ts';

export const slowLeak: Scenario = {
  name: 'slow-leak',
  about: 'two cluster workers that remember 40 KB of each request',
  trouble: 'slow leak',
  program: 'slowLeakCluster.ts',
  containerMegabytes: 400,
  // Leaks that take hours in life take half a minute here, so nobody waits half of that for his turn.
  environment: {
    TIDEMARK_RECYCLING_ENABLED: 'true',
    TIDEMARK_RECYCLING_JITTER: '1s',
  },
  durationMs: 45_000,
  loads: [{ kind: 'open', perSecond: 115, path: '/answers/{n}' }],
  whyNot:
    'nothing can be pruned, so fresh workers are asked for, and load is shed only where they would come too late; unmanaged, the cluster forks another worker as soon as one is killed, so a death costs it few requests.',
};
