import type { Scenario } from '../Scenario.ts';

export const memoizer: Scenario = {
  name: 'memoizer',
  about: 'a memoized search, hardly ever asked the same twice',
  trouble: 'caching',
  program: 'memoizer.ts',
  containerMegabytes: 300,
  durationMs: 16_000,
  loads: [{ kind: 'open', perSecond: 250, path: '/search/words-{n}' }],
};
