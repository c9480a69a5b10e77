import type { Configuration } from '../../src/configuration/Configuration.ts';

/** Ways of getting readings that are compared: V8's own collections alone, and two settings of `probes`. */
export const policies = {
  natural: { mode: 'off', maxPause: 50, gentle: false },
  standard: { mode: 'standard', maxPause: 50, gentle: true },
  prompt: { mode: 'prompt', maxPause: 50, gentle: true },
} as const satisfies Record<string, Configuration['probes']>;

/** The name of a policy. */
export type PolicyName = keyof typeof policies;

/**
 * What the monitor is told of holders: every bounded one, and that these are all (`leakDetection.holdersDeclared`), or
 * nothing, as by default.
 */
export type World = 'declared' | 'undeclared';
