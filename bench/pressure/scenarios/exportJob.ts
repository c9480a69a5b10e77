import type { Scenario } from '../Scenario.ts';

export const exportJob: Scenario = {
  name: 'one-off-job',
  about: 'an export of 120 MB, beside a cache of 90 MB, in 256 MB',
  trouble: 'other',
  program: 'exportJob.ts',
  containerMegabytes: 256,
  durationMs: 16_000,
  loads: [
    { kind: 'open', perSecond: 130, path: '/pages/{n}', keys: 3000 },
    { kind: 'open', perSecond: 1, fromMs: 9000, untilMs: 10_000, path: '/export' },
  ],
};
