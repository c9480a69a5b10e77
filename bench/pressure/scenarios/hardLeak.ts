import type { Scenario } from '../Scenario.ts';

export const hardLeak: Scenario = {
  name: 'hard-leak',
  about: 'a single process that remembers 150 KB of each request',
  trouble: 'other',
  program: 'hardLeak.ts',
  containerMegabytes: 256,
  durationMs: 16_000,
  loads: [{ kind: 'open', perSecond: 150, path: '/answers/{n}' }],
};
