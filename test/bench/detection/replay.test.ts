import { describe, expect, it } from 'vitest';
import { replay } from '../../../bench/detection/replay.ts';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';

const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;
const leak = { kind: 'constant', bytesPerSecond: 500_000, onsetSecond: 3_600 } as const;

describe('a replay', () => {
  it('lets the detector suspect a fast leak after its onset', () => {
    const process = { family: 'constant', seed: 1, leak } as const;
    const { changes } = replay({ process, policy: 'every35s', seconds: 7_200, leakDetection });
    const suspected = changes.find(({ level }) => level === 'suspected');
    expect(suspected?.second).toBeGreaterThan(3_600);
    expect(suspected?.bytesPerSecond).toBeGreaterThan(100_000);
  });

  it('is the same every time', () => {
    const settings = {
      process: { family: 'mix', seed: 4, leak },
      policy: 'every35s',
      seconds: 7_200,
    } as const;
    expect(replay({ ...settings, leakDetection })).toEqual(replay({ ...settings, leakDetection }));
  });

  it('looks each 10 s, and lets every look be timed', () => {
    let timed = 0;
    const outcome = replay({
      process: { family: 'constant', seed: 1 },
      policy: 'natural',
      seconds: 600,
      leakDetection,
      timed: (look) => {
        timed++;
        return look();
      },
    });
    expect(outcome.looks).toBe(60);
    expect(timed).toBe(60);
  });

  it('counts probes, and what they cost', () => {
    const settings = { process: { family: 'constant', seed: 1 }, seconds: 3_600, leakDetection } as const;
    const natural = replay({ ...settings, policy: 'natural' });
    const probed = replay({ ...settings, policy: 'every35s' });
    expect(natural).toMatchObject({ probes: 0, pauseMs: 0 });
    expect(probed.probes).toBeGreaterThan(0);
    expect(probed.readings).toBeGreaterThanOrEqual(probed.probes);
    expect(probed.pauseMs).toBeLessThanOrEqual(0.005 * 3_600_000);
  });

  it('ends with the process', () => {
    const process = { family: 'constant', seed: 1, leak: { ...leak, bytesPerSecond: 5e6 } } as const;
    const { seconds } = replay({ process, policy: 'natural', seconds: 12 * 3_600, leakDetection });
    expect(seconds).toBeLessThan(12 * 3_600);
  });
});
