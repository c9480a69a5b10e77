import type { Scenario } from '../Scenario.ts';

export const hardLeak: Scenario = {
  name: 'hard-leak',
  about: 'a single process that remembers 150 KB of each request',
  trouble: 'other',
  program: 'hardLeak.ts',
  containerMegabytes: 256,
  restart: true,
  durationMs: 16_000,
  loads: [{ kind: 'open', perSecond: 150, path: '/answers/{n}' }],
  whyNot:
    'every request leaks, so only a fresh process helps: with Tidemark it runs under `tidemark run --restart`, which takes some of the same container for itself, and while the fresh one starts nobody answers.',
};
