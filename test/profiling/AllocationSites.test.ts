import { describe, expect, it } from 'vitest';
import { AllocationSites } from '../../src/profiling/AllocationSites.ts';
import type { SiteLook } from '../../src/sampling/AllocationObserver.ts';
import { FakeInspector } from './FakeInspector.ts';

const megabyte = 1024 * 1024;

/** Half a minute between looks, in which `work` allocates; the last look. */
function looks(
  count: number,
  work: () => void,
  { look, pass }: { readonly look: () => SiteLook | undefined; readonly pass: (ms: number) => void },
): SiteLook | undefined {
  let last: SiteLook | undefined;
  for (let index = 0; index < count; index++) {
    work();
    pass(30_000);
    last = look();
  }
  return last;
}

function given(inspector: FakeInspector, foreign?: string) {
  let now = 1_700_000_000_000;
  let steady = 0;
  const sites = new AllocationSites({
    session: inspector.session,
    foreign: () => foreign,
    now: () => now,
    steady: () => steady++,
    liveBytes: () => 50 * megabyte,
  });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { sites, pass, look: () => sites.look() };
}

describe('AllocationSites', () => {
  it('names who allocates what stays, with rate and survival', async () => {
    const inspector = new FakeInspector(['serve /app/server.js 9', 'remember /app/cache.js 3']);
    const { sites, ...clock } = given(inspector);
    expect(sites.start()).toBe(true);
    const look = looks(6, () => inspector.allocate(30, 1), clock);
    expect(await sites.sites()).toHaveLength(1);
    expect((await sites.sites())[0]).toMatchObject({
      function: 'remember',
      file: '/app/cache.js',
      line: 4,
      survival: 1,
    });
    expect((await sites.sites())[0]?.bytesPerSecond).toBeCloseTo(32_768, -3);
    expect(look?.oldSurvivorBytes).toBeCloseTo(140 * 32_768, -5);
    expect(look?.liveBytes).toBe(50 * megabyte);
    expect(look?.pauseMs).toBe(1);
  });

  it('has nothing to say before it is started, and after it is stopped', async () => {
    const inspector = new FakeInspector();
    const { sites, look } = given(inspector);
    expect(look()).toBeUndefined();
    sites.start();
    expect(look()).toBeDefined();
    sites.stop();
    expect(look()).toBeUndefined();
    expect(inspector.running).toBe(false);
  });

  it('goes on when it is started twice', async () => {
    const inspector = new FakeInspector();
    const { sites, ...clock } = given(inspector);
    sites.start();
    looks(3, () => inspector.allocate(30), clock);
    expect(sites.start()).toBe(true);
    looks(1, () => {}, clock);
    expect(await sites.sites()).toHaveLength(1);
  });

  it('says why it cannot start, and shares the sampler once there is one', async () => {
    const inspector = new FakeInspector();
    const { sites, ...clock } = given(inspector, '@datadog/pprof');
    expect(sites.start()).toBe(false);
    expect(sites.problem).toContain('@datadog/pprof');
    expect(clock.look()).toBeUndefined();
    inspector.startSampling(65_536);
    inspector.allocate(40);
    expect(clock.look()).toBeUndefined();
    const look = looks(5, () => inspector.allocate(30), clock);
    expect(await sites.sites()).toHaveLength(1);
    expect(look?.liveBytes).toBeUndefined();
    expect(look?.oldSurvivorBytes).toBeLessThan(150 * 32_768);
    sites.stop();
    expect(inspector.running).toBe(true);
  });

  it('begins anew when somebody has stopped the sampler, and keeps what it knew until it knows more', async () => {
    const inspector = new FakeInspector();
    const { sites, ...clock } = given(inspector);
    sites.start();
    const known = looks(5, () => inspector.allocate(30), clock);
    const named = await sites.sites();
    expect(named).toHaveLength(1);
    inspector.running = false;
    expect(clock.look()).toBeUndefined();
    expect(inspector.running).toBe(true);
    const look = looks(1, () => inspector.allocate(30), clock);
    expect(look?.observedSince).toBeGreaterThan(known?.observedSince as number);
    expect(await sites.sites()).toEqual(named);
    expect(look?.oldSurvivorBytes).toBe(0);
  });

  it('leaves the sampler alone once somebody else has started it anew', async () => {
    const inspector = new FakeInspector();
    const { sites, ...clock } = given(inspector);
    sites.start();
    const known = looks(
      5,
      () => {
        inspector.allocate(30);
        inspector.free(29);
      },
      clock,
    );
    inspector.running = false;
    inspector.startSampling(7);
    const look = looks(1, () => inspector.allocate(100), clock);
    expect(look?.observedSince).toBeGreaterThan(known?.observedSince as number);
    sites.stop();
    expect(inspector).toMatchObject({ running: true, intervalBytes: 7 });
  });

  it('samples more coarsely once it has seen how fast the application allocates', async () => {
    const inspector = new FakeInspector();
    const { sites, ...clock } = given(inspector);
    sites.start();
    expect(inspector.intervalBytes).toBe(32_768);
    looks(
      1,
      () => {
        inspector.allocate(30_000);
        inspector.free(29_000);
      },
      clock,
    );
    expect(inspector.intervalBytes).toBe(Math.round((30_000 * 32_768) / 30 / 200));
    expect(sites.start(1e9)).toBe(true);
    sites.stop();
    sites.start(1e9);
    expect(inspector.intervalBytes).toBe(262_144);
  });

  it('samples more coarsely when samples crowd', async () => {
    const inspector = new FakeInspector();
    const { sites, ...clock } = given(inspector);
    sites.start();
    const look = looks(5, () => inspector.allocate(900), clock);
    expect(inspector.intervalBytes).toBe(8 * 32_768);
    expect(await sites.sites()).toHaveLength(1);
    expect(looks(1, () => inspector.allocate(100), clock)?.observedSince).toBe(look?.time);
  });

  it('names twelve sites at most', async () => {
    const functions = Array.from({ length: 20 }, (_, index) => `f${index} /app/f${index}.js ${index}`);
    const inspector = new FakeInspector(functions);
    const { sites, ...clock } = given(inspector);
    sites.start();
    looks(
      5,
      () => {
        for (const index of functions.keys()) inspector.allocate(20 + index, index);
      },
      clock,
    );
    expect(await sites.sites()).toHaveLength(12);
    expect((await sites.sites())[0]?.function).toBe('f19');
  });

  it('reads the live size of this process', async () => {
    const inspector = new FakeInspector();
    const sites = new AllocationSites({ session: inspector.session, foreign: () => undefined });
    sites.start();
    expect(sites.look()?.liveBytes).toBeGreaterThan(megabyte);
    sites.stop();
  });
});
