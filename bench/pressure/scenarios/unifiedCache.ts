import type { Scenario } from '../Scenario.ts';

export const unifiedCache: Scenario = {
  name: 'unified-cache',
  about: 'pages in a UnifiedCache of a million entries',
  trouble: 'caching',
  program: 'unifiedCache.ts',
  containerMegabytes: 256,
  durationMs: 16_000,
  loads: [{ kind: 'open', perSecond: 180, path: '/pages/{n}-{seed}' }],
};
