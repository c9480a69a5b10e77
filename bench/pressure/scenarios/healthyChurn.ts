import type { Scenario } from '../Scenario.ts';

export const healthyChurn: Scenario = {
  name: 'plenty-of-garbage',
  about: 'tables written as text as fast as clients ask for them, in 1 GB',
  trouble: 'healthy',
  program: 'stringBuilding.ts',
  containerMegabytes: 1024,
  durationMs: 10_000,
  loads: [{ kind: 'closed', clients: 8, path: '/tables/{n}' }],
};
