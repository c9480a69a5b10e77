import { describe, expect, it } from 'vitest';
import { type ProbePolicyName, probePolicies } from '../../../../bench/detection/simulator/ProbePolicy.ts';

/** Times of the probes, in seconds, in a process that is not collected otherwise. */
function probesOf(policy: ProbePolicyName, predictedPauseMs: number, seconds: number): number[] {
  const wantsProbe = probePolicies[policy]();
  const probes: number[] = [];
  let lastReadingMs = 0;
  for (let second = 0; second < seconds; second += 5) {
    const timeMs = second * 1000;
    if (!wantsProbe({ timeMs, lastReadingMs, predictedPauseMs })) continue;
    lastReadingMs = timeMs;
    probes.push(second);
  }
  return probes;
}

describe('probes', () => {
  it('are never forced where V8 alone decides', () => {
    expect(probesOf('natural', 1, 3_600)).toEqual([]);
  });

  it('come 35 s after the last reading', () => {
    expect(probesOf('every35s', 20, 140)).toEqual([35, 70, 105]);
  });

  it('take no more than 0.5 % of the time', () => {
    for (const pauseMs of [50, 200, 400, 1_500]) {
      const probes = probesOf('every35s', pauseMs, 20_000);
      expect(probes.length).toBeGreaterThan(0);
      expect(probes.length * pauseMs).toBeLessThanOrEqual(0.005 * 20_000_000);
    }
  });

  it('stay away where a pause would be longer than allowed', () => {
    expect(probesOf('every35sTo50ms', 51, 3_600)).toEqual([]);
    expect(probesOf('every35sTo50ms', 50, 140)).toEqual([35, 70, 105]);
  });
});
