import { describe, expect, it } from 'vitest';
import { LazyAllocations } from '../../src/agent/LazyAllocations.ts';
import type { AllocationObserver, SiteLook } from '../../src/sampling/AllocationObserver.ts';

const look = { time: 1 } as SiteLook;

class Observer implements AllocationObserver {
  readonly asked: unknown[] = [];
  problem: string | undefined;

  start(rate?: number): boolean {
    this.asked.push(['start', rate]);
    return true;
  }

  look(): SiteLook {
    return look;
  }

  async sites(): Promise<[]> {
    this.asked.push('sites');
    return [];
  }

  stop(): void {
    this.asked.push('stop');
  }
}

describe('allocations of an agent', () => {
  it('are observed by code that is loaded when they are wanted, and once', async () => {
    const observer = new Observer();
    let loads = 0;
    const lazy = new LazyAllocations(async () => {
      loads += 1;
      return observer;
    });
    lazy.stop();
    expect([loads, lazy.look(), await lazy.sites()]).toEqual([0, undefined, []]);
    expect([lazy.start(), lazy.start(), lazy.problem]).toEqual([false, false, undefined]);
    await new Promise(setImmediate);
    expect([loads, observer.asked]).toEqual([1, []]);
    expect(lazy.start(7)).toBe(true);
    expect(lazy.look()).toBe(look);
    await lazy.sites();
    lazy.stop();
    expect(observer.asked).toEqual([['start', 7], 'sites', 'stop']);
    observer.problem = 'V8 did not start its allocation sampler.';
    expect(lazy.problem).toBe(observer.problem);
    expect(loads).toBe(1);
  });

  it('whose code cannot be loaded have a problem, and are tried again', async () => {
    let broken = true;
    const lazy = new LazyAllocations(async () => {
      if (broken) throw new Error('no such file');
      return new Observer();
    });
    lazy.start();
    await new Promise(setImmediate);
    expect(lazy.problem).toBe('The code that names sites cannot be loaded: no such file.');
    broken = false;
    expect(lazy.start()).toBe(false);
    await new Promise(setImmediate);
    expect([lazy.start(), lazy.problem]).toEqual([true, undefined]);
  });

  it('are observed by what names sites of this thread', { timeout: 90_000 }, async () => {
    const lazy = new LazyAllocations();
    lazy.start();
    // The code is loaded by then, however long a busy machine takes for it.
    await expect.poll(() => lazy.start(), { timeout: 60_000 }).toBe(true);
    expect(lazy.look()).toMatchObject({ oldSurvivorBytes: 0 });
    lazy.stop();
    expect(lazy.look()).toBeUndefined();
  });
});
