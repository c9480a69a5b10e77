import type { Scenario } from '../Scenario.ts';

export const largeRequests: Scenario = {
  name: 'large-requests',
  about: 'bursts of orders of 3 MB, which wait for a back end once they are parsed',
  trouble: 'burst',
  program: 'largeRequests.ts',
  containerMegabytes: 256,
  durationMs: 16_000,
  loads: [
    { kind: 'open', perSecond: 20, path: '/health' },
    { kind: 'open', perSecond: 2, path: '/orders', bodyBytes: 3e6 },
    { kind: 'open', perSecond: 12, fromMs: 4000, untilMs: 8000, path: '/orders', bodyBytes: 3e6 },
    { kind: 'open', perSecond: 12, fromMs: 11_000, untilMs: 14_000, path: '/orders', bodyBytes: 3e6 },
  ],
};
