import type { Scenario } from '../Scenario.ts';

export const sessions: Scenario = {
  name: 'expired-sessions',
  about: 'a node-cache whose sessions expire, and are never taken out',
  trouble: 'caching',
  program: 'sessions.ts',
  containerMegabytes: 256,
  durationMs: 16_000,
  loads: [{ kind: 'open', perSecond: 400, path: '/sessions/{n}' }],
};
