import { describe, expect, it } from 'vitest';
import { SiteWatch } from '../../src/monitoring/SiteWatch.ts';
import type { AllocationObserver, ObservedSite, SiteLook } from '../../src/sampling/AllocationObserver.ts';
import { epoch, mib } from './simulation.ts';

const found: SiteLook = {
  time: epoch,
  observedSince: epoch,
  oldSurvivorBytes: 7,
  liveBytes: mib,
  pauseMs: 20,
};
const site = { function: 'remember', file: 'cache.ts', line: 4 } as ObservedSite;

/** An observer that does what a test says, and remembers what it was asked. */
class Observer implements AllocationObserver {
  readonly asked: string[] = [];
  problem: string | undefined;
  ready = true;
  found: () => SiteLook | undefined = () => found;
  named: () => Promise<readonly ObservedSite[]> = async () => [site];

  start(): boolean {
    this.asked.push('start');
    return this.ready;
  }

  look(): SiteLook | undefined {
    this.asked.push('look');
    return this.found();
  }

  sites(): Promise<readonly ObservedSite[]> {
    return this.named();
  }

  stop(): void {
    this.asked.push('stop');
  }
}

class Listener {
  readonly looks: SiteLook[] = [];
  readonly sites: (readonly ObservedSite[])[] = [];

  addSiteLook(look: SiteLook): void {
    this.looks.push(look);
  }

  setSites(sites: readonly ObservedSite[]): void {
    this.sites.push(sites);
  }
}

function stage(): { observer: Observer; listener: Listener; watch: SiteWatch } {
  const observer = new Observer();
  const listener = new Listener();
  return { observer, listener, watch: new SiteWatch(observer, listener) };
}

const minute = 60_000;

describe('allocations', () => {
  it('are sampled once sites are wanted, and for ten minutes after', () => {
    const { observer, watch } = stage();
    watch.follow(epoch, false);
    expect(watch.sampling).toBe(false);
    for (let at = 0; at <= 5; at++) watch.follow(epoch + at * minute, true);
    for (let at = 6; at <= 15; at++) watch.follow(epoch + at * minute, false);
    expect(watch.sampling).toBe(true);
    watch.follow(epoch + 16 * minute, false);
    expect(watch.sampling).toBe(false);
    expect(observer.asked).toEqual(['start', 'stop']);
    expect(watch.cost.samplingMs).toBe(16 * minute);
    watch.follow(epoch + 17 * minute, true);
    expect(watch.sampling).toBe(true);
  });

  it('are not sampled any more after the end', () => {
    const { observer, watch } = stage();
    watch.follow(epoch, true);
    watch.stop();
    watch.stop();
    expect(watch.look()).toBeUndefined();
    expect(observer.asked).toEqual(['start', 'stop']);
  });

  it('are left alone where nobody names sites', () => {
    const watch = new SiteWatch(undefined, new Listener());
    watch.follow(epoch, true);
    expect([watch.sampling, watch.look()]).toEqual([false, undefined]);
    watch.stop();
    expect(watch.cost).toEqual({
      looks: 0,
      pauseMs: 0,
      longestPauseMs: 0,
      samplingMs: 0,
      problem: undefined,
    });
  });

  it('wait for an observer that is being loaded', () => {
    const { observer, watch } = stage();
    observer.ready = false;
    watch.follow(epoch, true);
    expect(watch.sampling).toBe(false);
    observer.ready = true;
    watch.follow(epoch + 5000, true);
    expect(watch.sampling).toBe(true);
  });

  it('that cannot be sampled are tried again after ten minutes, and it is said why', () => {
    const { observer, watch } = stage();
    observer.ready = false;
    observer.problem = 'pprof is loaded, which wants the allocation sampler for itself.';
    for (let at = 0; at < 10; at++) watch.follow(epoch + at * minute, true);
    expect(observer.asked).toEqual(['start']);
    expect(watch.cost.problem).toBe(observer.problem);
    observer.ready = true;
    watch.follow(epoch + 10 * minute, true);
    expect([watch.sampling, watch.cost.problem]).toEqual([true, undefined]);
  });
});

describe('a look', () => {
  it('is told, its sites when they have names, and its cost is kept', async () => {
    const { listener, watch } = stage();
    watch.follow(epoch, true);
    expect(watch.look()).toBe(found);
    watch.look();
    await new Promise(setImmediate);
    expect(listener.looks).toEqual([found, found]);
    expect(listener.sites).toEqual([[site]]);
    expect(watch.cost).toMatchObject({ looks: 2, pauseMs: 40, longestPauseMs: 20, problem: undefined });
  });

  it('that finds nothing is told to nobody', () => {
    const { observer, listener, watch } = stage();
    watch.follow(epoch, true);
    observer.found = () => undefined;
    expect(watch.look()).toBeUndefined();
    expect([listener.looks, watch.cost.looks, watch.sampling]).toEqual([[], 0, true]);
  });

  it('after which the observer has a problem is the last for ten minutes', () => {
    const { observer, watch } = stage();
    watch.follow(epoch, true);
    observer.found = () => {
      observer.problem = 'V8 did not start its allocation sampler.';
      return undefined;
    };
    watch.look();
    expect([watch.sampling, watch.cost.problem]).toEqual([false, observer.problem]);
    watch.follow(epoch + 5000, true);
    expect(observer.asked).toEqual(['start', 'look', 'stop']);
  });
});

describe('an observer that throws', () => {
  const broken = (): never => {
    throw new Error('gone');
  };

  it.each(['start', 'look', 'stop'] as const)('from %s harms nobody, and it is said', (method) => {
    const { observer, watch } = stage();
    observer[method] = broken;
    watch.follow(epoch, true);
    watch.look();
    watch.stop();
    expect(watch.cost.problem).toBe('Sites cannot be named: gone.');
    expect(watch.sampling).toBe(false);
  });

  it('or rejects while it names sites harms nobody, and is asked again', async () => {
    const { observer, listener, watch } = stage();
    observer.named = () => Promise.reject(new Error('gone'));
    watch.follow(epoch, true);
    watch.look();
    await new Promise(setImmediate);
    expect(watch.cost.problem).toBe('Sites cannot be named: gone.');
    observer.named = async () => [site];
    watch.look();
    await new Promise(setImmediate);
    expect(listener.sites).toEqual([[site]]);
  });
});
