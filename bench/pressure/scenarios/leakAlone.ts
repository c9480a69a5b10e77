import type { Scenario } from '../Scenario.ts';

export const leakAlone: Scenario = {
  name: 'leak-alone',
  about: '150 KB of each request remembered in a container of 150 MB, with nobody to replace the process',
  trouble: 'other',
  program: 'hardLeak.ts',
  containerMegabytes: 150,
  durationMs: 90_000,
  loads: [{ kind: 'open', perSecond: 30, path: '/answers/{n}' }],
  whyNot:
    'nobody knows at first whether it is a leak or load, so requests are refused until that has been tried out, in each of its short lives.',
};
