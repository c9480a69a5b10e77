import type { Scenario } from '../Scenario.ts';

export const leakBesidePolls: Scenario = {
  name: 'leak-beside-polls',
  about:
    '150 KB of each request remembered, beside 40 clients that poll and wait 20 s or more for each answer, with nobody to replace the process',
  trouble: 'other',
  program: 'leakBesidePolls.ts',
  containerMegabytes: 250,
  durationMs: 75_000,
  loads: [
    { kind: 'open', perSecond: 20, path: '/answers/{n}' },
    { kind: 'closed', clients: 40, path: '/polls/{n}', longestAnswerMs: 30_000, retryMs: 1000 },
  ],
  whyNot: 'as in leak-alone.',
};
