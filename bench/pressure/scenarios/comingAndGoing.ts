import type { Scenario } from '../Scenario.ts';

export const comingAndGoing: Scenario = {
  name: 'coming-and-going',
  about:
    'buffers of 80 MB in all that are made and let go of every 100 ms, which no request has to do with, in a container of 256 MB',
  trouble: 'healthy',
  program: 'comingAndGoing.ts',
  containerMegabytes: 256,
  durationMs: 30_000,
  loads: [{ kind: 'open', perSecond: 30, path: '/answers/{n}' }],
};
