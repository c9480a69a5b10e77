import type { Scenario } from '../Scenario.ts';

export const slowLeak: Scenario = {
  name: 'slow-leak',
  about: 'two cluster workers that remember 40 KB of each request',
  trouble: 'slow leak',
  program: 'slowLeakCluster.ts',
  containerMegabytes: 400,
  durationMs: 30_000,
  loads: [{ kind: 'open', perSecond: 250, path: '/answers/{n}' }],
};
