import { describe, expect, it } from 'vitest';
import { type ReplaySettings, replay } from '../../../bench/detection/replay.ts';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';

const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;
const leak = { kind: 'constant', bytesPerSecond: 500_000, onsetSecond: 3_600 } as const;
const usual = { policy: 'prompt', world: 'declared', leakDetection } as const;
const leaking: ReplaySettings = {
  ...usual,
  process: { family: 'constant', seed: 1, leak },
  seconds: 7_200,
};

describe('a replay', () => {
  it('lets the detector suspect a fast leak after its onset', async () => {
    const { changes } = await replay(leaking);
    const suspected = changes.find(({ level }) => level === 'suspected');
    expect(suspected?.second).toBeGreaterThan(3_600);
    expect(suspected?.bytesPerSecond).toBeGreaterThan(100_000);
  });

  it('is the same every time', async () => {
    const settings: ReplaySettings = { ...leaking, process: { family: 'mix', seed: 4, leak } };
    expect(await replay(settings)).toEqual(await replay(settings));
  });

  it('takes a sample each 5 s, and lets every one be timed', async () => {
    let timed = 0;
    const outcome = await replay({
      ...usual,
      process: { family: 'constant', seed: 1 },
      seconds: 600,
      timed: (sample) => {
        timed++;
        return sample();
      },
    });
    expect(outcome.samples).toBe(120);
    expect(timed).toBe(120);
  });

  it('counts what the monitor makes V8 do, and what that costs', async () => {
    const settings = { ...usual, process: { family: 'constant', seed: 1 }, seconds: 3_600 } as const;
    const natural = await replay({ ...settings, policy: 'natural' });
    const probed = await replay({ ...settings, policy: 'standard' });
    expect(natural).toMatchObject({ probes: 0, gentleCollections: 0, pauseMs: 0, collectionCpuMs: 0 });
    expect(probed.probes).toBeGreaterThan(0);
    expect(probed.readings).toBeGreaterThanOrEqual(probed.probes + probed.gentleCollections);
    expect(probed.pauseMs).toBeLessThanOrEqual(0.005 * 3_600_000);
    expect(probed.longestPauseMs).toBeLessThanOrEqual(probed.pauseMs);
    expect(probed.collectionCpuMs).toBeGreaterThan(0);
  });

  it('tells every reading, and whose collection it was', async () => {
    const kinds: string[] = [];
    const { probes, readings } = await replay({ ...leaking, onReading: (_, __, kind) => kinds.push(kind) });
    expect(kinds).toHaveLength(readings);
    expect(kinds.filter((kind) => kind === 'forced')).toHaveLength(probes);
  });

  it('tells every look at allocations, of which there are some once a leak is suspected', async () => {
    const times: number[] = [];
    const outcome = await replay({ ...leaking, onLook: ({ time }) => times.push(time) });
    expect(times).toHaveLength(outcome.siteLooks);
    expect(times.length).toBeGreaterThan(0);
    expect(outcome.changes.flatMap(({ sites = [] }) => sites)).toContain('leak');
  });

  it('keeps from the detector what declared holders hold', async () => {
    const settings = { ...usual, process: { family: 'lru', seed: 12 }, seconds: 3 * 3_600 } as const;
    const suspicions = async (world: 'declared' | 'undeclared'): Promise<number> =>
      (await replay({ ...settings, world })).changes.length;
    expect(await suspicions('declared')).toBe(0);
    expect(await suspicions('undeclared')).toBeGreaterThan(0);
  });

  it('ends with the process', async () => {
    const process = { family: 'constant', seed: 1, leak: { ...leak, bytesPerSecond: 5e6 } } as const;
    const { seconds } = await replay({ ...usual, process, seconds: 12 * 3_600 });
    expect(seconds).toBeLessThan(12 * 3_600);
  });
});
