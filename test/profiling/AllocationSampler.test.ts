import { describe, expect, it } from 'vitest';
import {
  AllocationSampler,
  type AllocationSamplerOptions,
  samplingInterval,
} from '../../src/profiling/AllocationSampler.ts';
import { FakeInspector } from './FakeInspector.ts';

const kilobyte = 1024;

function samplerOf(inspector: FakeInspector, options: AllocationSamplerOptions = {}): AllocationSampler {
  return new AllocationSampler({ session: inspector.session, foreign: () => undefined, ...options });
}

describe('samplingInterval', () => {
  it('is a two-hundredth of what is allocated a second, between 32 KB and 256 KB', () => {
    expect(samplingInterval(0)).toBe(32 * kilobyte);
    expect(samplingInterval(20_000_000)).toBe(100_000);
    expect(samplingInterval(1e9)).toBe(256 * kilobyte);
  });
});

describe('AllocationSampler', () => {
  it('starts the sampler with the interval, and stops what it has started', () => {
    const inspector = new FakeInspector();
    const sampler = samplerOf(inspector);
    expect(sampler.start(64 * kilobyte)).toBeUndefined();
    expect(sampler).toMatchObject({ running: true, shared: false, problem: undefined });
    expect(inspector).toMatchObject({ running: true, intervalBytes: 64 * kilobyte });
    sampler.stop();
    expect(sampler.running).toBe(false);
    expect(inspector).toMatchObject({ running: false, sessions: 0 });
  });

  it('takes what is alive, after a collection', () => {
    const inspector = new FakeInspector();
    const sampler = samplerOf(inspector);
    sampler.start(1);
    inspector.allocate(3);
    const taken = sampler.take();
    expect(taken?.profile.samples).toHaveLength(3);
    expect(taken?.collected).toBe(true);
  });

  it('works with the inspector of this process', () => {
    const sampler = new AllocationSampler();
    sampler.start(4096);
    const kept = Array.from({ length: 20_000 }, (_, index) => ({ index, values: [index] }));
    expect(sampler.take()?.profile.samples.length).toBeGreaterThan(10);
    expect(kept).toHaveLength(20_000);
    sampler.stop();
    expect(sampler.take()).toBeUndefined();
  });

  it('shares a sampler that runs, with its profile of that moment, and leaves it running', () => {
    const inspector = new FakeInspector();
    inspector.startSampling(7);
    inspector.allocate(2);
    const sampler = samplerOf(inspector);
    expect(sampler.start(1)?.profile.samples).toHaveLength(2);
    expect(sampler.shared).toBe(true);
    expect(sampler.take()?.collected).toBe(false);
    sampler.stop();
    expect(inspector).toMatchObject({ running: true, intervalBytes: 7, sessions: 0 });
    expect(inspector.posted).not.toContain('HeapProfiler.startSampling');
    expect(inspector.posted).not.toContain('HeapProfiler.stopSampling');
  });

  it('shares the sampler of a profiler that is loaded, but starts none in its place', () => {
    const inspector = new FakeInspector();
    const sampler = samplerOf(inspector, { foreign: () => '@datadog/pprof' });
    sampler.start(1);
    expect(sampler.running).toBe(false);
    expect(sampler.problem).toContain('@datadog/pprof');
    expect(inspector).toMatchObject({ running: false, sessions: 0 });
    inspector.startSampling(7);
    sampler.start(1);
    expect(sampler).toMatchObject({ running: true, shared: true, problem: undefined });
  });

  it('changes nothing when it is started twice, and survives being stopped twice', () => {
    const inspector = new FakeInspector();
    const sampler = samplerOf(inspector);
    sampler.start(1);
    inspector.allocate(1);
    expect(sampler.start(2)).toBeUndefined();
    expect(inspector).toMatchObject({ intervalBytes: 1, sessions: 1 });
    sampler.stop();
    sampler.stop();
    expect(inspector.sessions).toBe(0);
  });

  it('stops when somebody else has stopped the sampler, and says so', () => {
    const inspector = new FakeInspector();
    const sampler = samplerOf(inspector);
    sampler.start(1);
    inspector.running = false;
    expect(sampler.take()).toBeUndefined();
    expect(sampler).toMatchObject({ running: false });
    expect(sampler.problem).toContain('Somebody else has stopped');
    expect(inspector.sessions).toBe(0);
  });

  it('does not touch a sampler that has become somebody else’s, not even by closing its session', () => {
    const inspector = new FakeInspector();
    const sampler = samplerOf(inspector);
    sampler.start(1);
    inspector.running = false;
    inspector.startSampling(9);
    sampler.disown();
    expect(sampler.shared).toBe(true);
    sampler.stop();
    expect(inspector).toMatchObject({ running: true, intervalBytes: 9 });
  });

  it('takes nothing before it is started', () => {
    expect(samplerOf(new FakeInspector()).take()).toBeUndefined();
  });

  it.each(['connect', 'start', 'post'] as const)(
    'says why where the inspector fails to %s, and throws nothing',
    (broken) => {
      const inspector = new FakeInspector();
      inspector.broken = broken;
      const sampler = samplerOf(inspector);
      expect(sampler.start(1)).toBeUndefined();
      expect(sampler.running).toBe(false);
      expect(sampler.problem).toMatch(/\.$|not here/);
    },
  );

  it('throws nothing when its session is closed already', () => {
    const inspector = new FakeInspector();
    const sampler = samplerOf(inspector);
    sampler.start(1);
    inspector.broken = 'disconnect';
    expect(() => sampler.stop()).not.toThrow();
    expect(sampler.running).toBe(false);
  });
});
