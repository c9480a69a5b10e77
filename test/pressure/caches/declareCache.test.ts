import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { FaultLog } from '../../../src/monitoring/FaultLog.ts';
import type { Holder } from '../../../src/monitoring/holders/Holder.ts';
import { Holders } from '../../../src/monitoring/holders/Holders.ts';
import type { ManagedCache } from '../../../src/pressure/caches/ManagedCache.ts';
import { UnifiedCache } from '../../../src/pressure/caches/UnifiedCache.ts';

class Registry {
  readonly declared: Map<string, Holder> = new Map();
  readonly #holders: Holders = new Holders(new FaultLog(undefined, () => 0));

  registerHolder(holder: Holder): () => void {
    const unregister = this.#holders.register(holder);
    this.declared.set(holder.name, holder);
    return () => {
      unregister();
      this.declared.delete(holder.name);
    };
  }
}

class Manager {
  readonly caches: Set<ManagedCache> = new Set();

  manage(cache: ManagedCache): () => void {
    this.caches.add(cache);
    return () => this.caches.delete(cache);
  }
}

describe('a cache that is given a monitor', () => {
  it('declares that it is bounded, by entries', () => {
    const monitor = new Registry();
    const cache = new UnifiedCache<string, number>({ name: 'pages', maxEntries: 100, monitor });
    cache.set('a', 1);
    const holder = monitor.declared.get('pages')!;
    expect(holder.entries()).toBe(1);
    expect(holder).toMatchObject({ maxEntries: 100, maxBytes: undefined, bytes: undefined });
  });

  it('allows for twice its bytes, since an estimate may be too low, and declares none', () => {
    const monitor = new Registry();
    new UnifiedCache({ name: 'pages', maxBytes: 1000, monitor });
    expect(monitor.declared.get('pages')).toMatchObject({
      maxEntries: undefined,
      maxBytes: 2000,
      bytes: undefined,
    });
  });

  it('declares the bytes of buffers, which are exact', () => {
    const monitor = new Registry();
    const cache = new UnifiedCache<string, Buffer>({
      name: 'images',
      maxBytes: 1000,
      memory: 'external',
      sizeOf: (image) => image.byteLength,
      monitor,
    });
    cache.set('a', Buffer.alloc(300));
    const holder = monitor.declared.get('images')!;
    expect(holder).toMatchObject({ memory: 'external', maxBytes: 1000 });
    expect(holder.bytes?.()).toBe(300);
  });

  it('can be pruned by a share, for an experiment', () => {
    const monitor = new Registry();
    const cache = new UnifiedCache<string, number>({ name: 'pages', monitor });
    for (let key = 0; key < 100; key++) cache.set(`${key}`, key);
    monitor.declared.get('pages')?.prune?.(0.15);
    expect(cache.size).toBe(85);
  });

  it('takes the next free name', () => {
    const monitor = new Registry();
    for (let count = 0; count < 3; count++) new UnifiedCache({ name: 'pages', monitor });
    expect([...monitor.declared.keys()]).toEqual(['pages', 'pages (2)', 'pages (3)']);
  });

  it('is known to the manager by the name that the monitor knows it by', () => {
    const monitor = new Registry();
    const manager = new Manager();
    for (let count = 0; count < 2; count++) new UnifiedCache({ name: 'pages', monitor, manager });
    expect([...manager.caches].map(({ name }) => name)).toEqual(['pages', 'pages (2)']);
  });

  it('does not hide what else the monitor objects to', () => {
    const monitor = {
      registerHolder: () => {
        throw new Error('no');
      },
    };
    expect(() => new UnifiedCache({ monitor })).toThrow('no');
  });
});

describe('a cache that is given a manager', () => {
  it('is managed, and pruned through what the manager got', () => {
    const manager = new Manager();
    const cache = new UnifiedCache<string, number>({ name: 'pages', manager, sizeOf: () => 10 });
    for (let key = 0; key < 100; key++) cache.set(`${key}`, key);
    cache.get('5');
    const [managed] = manager.caches;
    expect(managed).toMatchObject({
      name: 'pages',
      entries: 100,
      bytes: 1000,
      use: { hits: 1, misses: 0 },
    });
    expect(managed?.prune('normal')).toEqual({ entries: 25, bytes: 250 });
    expect(managed?.clear()).toEqual({ entries: 75, bytes: 750 });
  });

  it.each([undefined, null, true, { managed: false }])(
    'may be told %s, and then has nothing to undo',
    (answer) => {
      const cache = new UnifiedCache({ manager: { manage: () => answer } });
      expect(() => cache[Symbol.dispose]()).not.toThrow();
    },
  );

  it('is taken out again by the unmanage that it was given', () => {
    const unmanage = vi.fn();
    const cache = new UnifiedCache({ manager: { manage: () => ({ managed: true, unmanage }) } });
    expect(unmanage).not.toHaveBeenCalled();
    cache[Symbol.dispose]();
    expect(unmanage).toHaveBeenCalledOnce();
  });
});

describe('a cache that is no longer wanted', () => {
  it('withdraws when it is disposed of, and keeps nothing from then on', () => {
    const monitor = new Registry();
    const manager = new Manager();
    const cache = new UnifiedCache<string, number>({ name: 'pages', monitor, manager });
    cache.set('a', 1);
    cache[Symbol.dispose]();
    cache[Symbol.dispose]();
    expect([monitor.declared.size, manager.caches.size, cache.size]).toEqual([0, 0, 0]);
    cache.set('b', 2);
    expect(cache.get('c', () => 3)).toBe(3);
    expect(cache.size).toBe(0);
  });

  it('is garbage as soon as the application has let go of it, and withdraws', async () => {
    const monitor = new Registry();
    const manager = new Manager();
    const weakly = new WeakRef(new UnifiedCache<string, number>({ name: 'pages', monitor, manager }));
    for (let turn = 0; turn < 20 && monitor.declared.size > 0; turn++) {
      await setImmediate();
      (globalThis.gc as () => void)();
    }
    expect(weakly.deref()).toBeUndefined();
    expect([monitor.declared.size, manager.caches.size]).toEqual([0, 0]);
  });

  it('counts as empty for whoever asks it nevertheless', async () => {
    const monitor = new Registry();
    const manager = new Manager();
    new UnifiedCache<string, number>({ name: 'pages', monitor, manager, memory: 'external', maxBytes: 10 });
    const holder = monitor.declared.get('pages')!;
    const managed = [...manager.caches][0]!;
    for (let turn = 0; turn < 20 && manager.caches.size > 0; turn++) {
      await setImmediate();
      (globalThis.gc as () => void)();
    }
    expect(managed).toMatchObject({ entries: 0, bytes: 0, use: undefined });
    expect([managed.prune('normal'), managed.clear()]).toEqual([
      { entries: 0, bytes: 0 },
      { entries: 0, bytes: 0 },
    ]);
    expect([holder.entries(), holder.bytes?.(), holder.prune?.(0.5)]).toEqual([0, 0, undefined]);
  });
});
