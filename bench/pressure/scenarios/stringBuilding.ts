import type { Scenario } from '../Scenario.ts';

export const stringBuilding: Scenario = {
  name: 'string-building',
  about:
    'tables written as text, with a heap limit of 1 GB in a container of 256 MB: V8 is in no hurry to collect',
  trouble: 'other',
  program: 'stringBuilding.ts',
  containerMegabytes: 256,
  heapMegabytes: 1024,
  durationMs: 14_000,
  loads: [{ kind: 'open', perSecond: 80, path: '/tables/{n}' }],
  whyNot:
    'nobody dies of it, with or without: garbage fills the container, and V8 or Tidemark collects it in time.',
};
