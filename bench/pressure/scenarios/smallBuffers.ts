import type { Scenario } from '../Scenario.ts';

export const smallBuffers: Scenario = {
  name: 'small-buffers',
  about: 'uploads of 2 MB in pieces of 8 KB, more of them than the storage can take',
  trouble: 'burst',
  program: 'smallBuffers.ts',
  containerMegabytes: 256,
  durationMs: 16_000,
  loads: [
    { kind: 'open', perSecond: 10, path: '/uploads/{n}' },
    { kind: 'open', perSecond: 30, fromMs: 5000, untilMs: 13_000, path: '/uploads/more-{n}' },
  ],
};
