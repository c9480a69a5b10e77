import type { Scenario } from '../Scenario.ts';

export const lruCache: Scenario = {
  name: 'lru-cache-heap',
  about: 'an lru-cache of 20,000 pages, with a heap limit of 160 MB in a container that would have room',
  trouble: 'caching',
  program: 'lruCache.ts',
  containerMegabytes: 1024,
  heapMegabytes: 160,
  durationMs: 16_000,
  loads: [{ kind: 'open', perSecond: 250, path: '/pages/{n}' }],
};
