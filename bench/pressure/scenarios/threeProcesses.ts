import type { Scenario } from '../Scenario.ts';

export const threeProcesses: Scenario = {
  name: 'three-in-one',
  about: 'three processes with a Map of buffers each, in one container',
  trouble: 'caching',
  program: 'bufferMap.ts',
  containerMegabytes: 450,
  processes: 3,
  durationMs: 16_000,
  loads: [{ kind: 'open', perSecond: 150, path: '/thumbnails/{n}' }],
};
