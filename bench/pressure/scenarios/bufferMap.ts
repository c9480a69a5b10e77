import type { Scenario } from '../Scenario.ts';

export const bufferMap: Scenario = {
  name: 'buffers-in-a-map',
  about: 'thumbnails of 200 KB in a Map that is never emptied',
  trouble: 'caching',
  program: 'bufferMap.ts',
  containerMegabytes: 256,
  durationMs: 16_000,
  loads: [{ kind: 'open', perSecond: 100, path: '/thumbnails/{n}' }],
};
