import { createRequire } from 'node:module';
import { Cacheable, CacheableMemory } from 'cacheable';
import Keyv from 'keyv';
import lodashMemoize from 'lodash.memoize';
import { LRUCache } from 'lru-cache';
import memoize from 'memoize';
import memoizee from 'memoizee';
import NodeCache from 'node-cache';
import QuickLRU from 'quick-lru';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AdapterOptions, adapterFor } from '../../../../src/pressure/caches/adapters/adapterFor.ts';
import type { PromptCache } from '../PromptCache.ts';

interface OldLru {
  readonly itemCount: number;
  set(key: string, value: unknown, maxAge?: number): void;
  get(key: string): unknown;
  has(key: string): boolean;
}
const require = createRequire(import.meta.url);
const OldLruCache = require('lru-cache-6') as new (options: object) => OldLru;

function adapted(cache: unknown, kind: string, options?: AdapterOptions): PromptCache {
  const adaptation = adapterFor(cache, options);
  if (!adaptation.adapted) throw new Error(adaptation.reason);
  expect(adaptation.kind).toBe(kind);
  return adaptation.cache as PromptCache;
}

function fill(set: (key: string, value: string) => unknown, count = 100): void {
  for (let number = 0; number < count; number++) set(`k${number}`, 'x'.repeat(1000));
}

/** Bytes of so many entries of {@link fill}, within a quarter. */
function expectBytes(bytes: number | undefined, entries: number): void {
  expect(bytes).toBeGreaterThan(entries * 1000);
  expect(bytes).toBeLessThan(entries * 1250);
}

afterEach(() => {
  vi.useRealTimers();
});

describe('lru-cache', () => {
  it('is pruned from the least recently used on, and its dispose hears of it', () => {
    const dispose = vi.fn();
    const lru = new LRUCache<string, string>({ max: 1000, dispose });
    fill((key, value) => lru.set(key, value));
    lru.get('k0');
    const cache = adapted(lru, 'lru-cache');
    expect([cache.name, cache.entries, cache.use]).toEqual(['lru-cache', 100, undefined]);
    expectBytes(cache.bytes, 100);
    const outcome = cache.prune('normal');
    expect(outcome.entries).toBe(25);
    expectBytes(outcome.bytes, 25);
    expect([lru.has('k0'), lru.has('k1'), lru.has('k25'), lru.has('k26')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(dispose).toHaveBeenCalledTimes(25);
    expect(dispose).toHaveBeenLastCalledWith(expect.anything(), 'k25', 'evict');
    expect(cache.prune('aggressive').entries).toBe(57);
    expect(cache.clear().entries).toBe(18);
    expect(lru.size).toBe(0);
  });

  it('lets go of what has expired first', () => {
    let now = 1000;
    const lru = new LRUCache<string, string>({
      max: 1000,
      ttl: 100,
      ttlResolution: 0,
      perf: { now: () => now },
    });
    fill((key, value) => lru.set(key, value), 60);
    now += 80;
    fill((key, value) => lru.set(`young ${key}`, value), 40);
    now += 50;
    expect(adapted(lru, 'lru-cache').prune('normal').entries).toBe(60 + 10);
  });

  it('is not used by being looked at', () => {
    const lru = new LRUCache<string, string>({ max: 100 });
    fill((key, value) => lru.set(key, value), 10);
    const before = [...lru.keys()];
    void adapted(lru, 'lru-cache').bytes;
    expect([...lru.keys()]).toEqual(before);
  });
});

describe('lru-cache of version 6', () => {
  it('is pruned from the least recently used on', () => {
    const lru = new OldLruCache({ max: 1000 });
    fill((key, value) => lru.set(key, value));
    lru.get('k0');
    const cache = adapted(lru, 'lru-cache');
    expectBytes(cache.bytes, 100);
    expect(cache.prune('normal').entries).toBe(25);
    expect([lru.has('k0'), lru.has('k1'), lru.has('k25'), lru.has('k26')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(cache.clear().entries).toBe(75);
    expect(lru.itemCount).toBe(0);
  });

  it('lets go of what has expired first', () => {
    vi.useFakeTimers();
    const lru = new OldLruCache({ max: 1000 });
    fill((key, value) => lru.set(key, value, 100), 60);
    fill((key, value) => lru.set(`young ${key}`, value), 40);
    vi.advanceTimersByTime(200);
    expect(adapted(lru, 'lru-cache').prune('normal').entries).toBe(60 + 10);
  });
});

describe('quick-lru', () => {
  it('is pruned from the least recently used on, and its onEviction hears of it', () => {
    const onEviction = vi.fn();
    const lru = new QuickLRU<string, string>({ maxSize: 1000, onEviction });
    fill((key, value) => lru.set(key, value));
    const cache = adapted(lru, 'quick-lru');
    expectBytes(cache.bytes, 100);
    expect(cache.prune('normal')).toMatchObject({ entries: 25 });
    expect([lru.has('k24'), lru.has('k25')]).toEqual([false, true]);
    expect(onEviction).toHaveBeenCalledTimes(25);
    expect(cache.clear().entries).toBe(75);
    expect(lru.size).toBe(0);
  });

  it('is told by what it holds, of which its size shows a part', () => {
    const lru = new QuickLRU<string, string>({ maxSize: 100 });
    fill((key, value) => lru.set(key, value), 150);
    expect(lru.size).toBe(100);
    const held = [...lru].length;
    const { entries } = adapted(lru, 'quick-lru').prune('aggressive');
    expect(entries).toBe(held - [...lru].length);
    expect(entries).toBe(Math.ceil(held * 0.75));
  });

  it('lets go of what has expired first', () => {
    vi.useFakeTimers();
    const lru = new QuickLRU<string, string>({ maxSize: 1000 });
    fill((key, value) => lru.set(key, value, { maxAge: 100 }), 60);
    fill((key, value) => lru.set(`young ${key}`, value), 40);
    vi.advanceTimersByTime(200);
    expect(adapted(lru, 'quick-lru').prune('normal').entries).toBe(60 + 10);
    expect([...lru].length).toBe(30);
  });

  it('without evict, as in older versions, has its oldest deleted', () => {
    const lru = new QuickLRU<string, string>({ maxSize: 1000 });
    Object.defineProperty(lru, 'evict', { value: undefined });
    fill((key, value) => lru.set(key, value));
    expect(adapted(lru, 'quick-lru').prune('normal').entries).toBe(25);
    expect([lru.has('k24'), lru.has('k25')]).toEqual([false, true]);
  });
});

describe('node-cache', () => {
  it('is pruned from the oldest on, and its statistics stay', () => {
    const store = new NodeCache({ checkperiod: 0 });
    fill((key, value) => store.set(key, value));
    store.get('k0');
    store.get('nothing');
    const cache = adapted(store, 'node-cache');
    expectBytes(cache.bytes, 100);
    expect(cache.use).toEqual({ hits: 1, misses: 1 });
    expect(cache.prune('normal').entries).toBe(25);
    expect([store.has('k24'), store.has('k25')]).toEqual([false, true]);
    expect(cache.clear().entries).toBe(75);
    expect([store.keys().length, cache.use]).toEqual([0, { hits: 1, misses: 1 }]);
  });

  it('lets go of what has expired first', () => {
    vi.useFakeTimers();
    const store = new NodeCache({ checkperiod: 0 });
    fill((key, value) => store.set(key, value, 1), 60);
    fill((key, value) => store.set(`young ${key}`, value), 40);
    vi.advanceTimersByTime(2000);
    expect(adapted(store, 'node-cache').prune('normal').entries).toBe(60 + 10);
  });
});

describe('Keyv', () => {
  it('in a Map is pruned from the oldest on, within its namespace', async () => {
    const shared = new Map();
    const pages = new Keyv({ store: shared, namespace: 'pages' });
    const users = new Keyv({ store: shared, namespace: 'users' });
    for (let number = 0; number < 40; number++) {
      await pages.set(`k${number}`, 'x'.repeat(1000));
      await users.set(`k${number}`, 'x'.repeat(1000));
    }
    const cache = adapted(pages, 'keyv', { name: 'pages' });
    expect(cache.entries).toBe(80);
    expectBytes(cache.bytes, 80);
    expect(cache.prune('normal').entries).toBe(10);
    expect([await pages.get('k9'), await pages.get('k10'), await users.get('k0')]).toEqual([
      undefined,
      expect.any(String),
      expect.any(String),
    ]);
    expect(cache.clear().entries).toBe(30);
    expect(shared.size).toBe(40);
  });

  it.each([true, false])('lets go of what has expired first, as JSON: %s', async (isJson) => {
    vi.useFakeTimers();
    const keyv = new Keyv();
    if (!isJson) Object.assign(keyv, { serialize: undefined, deserialize: undefined });
    for (let number = 0; number < 60; number++) await keyv.set(`k${number}`, number, 100);
    for (let number = 0; number < 40; number++) await keyv.set(`young${number}`, number);
    vi.advanceTimersByTime(200);
    expect(adapted(keyv, 'keyv').prune('normal').entries).toBe(60 + 10);
  });

  it('tells its use where it counts it', async () => {
    const keyv = new Keyv({ stats: true });
    await keyv.set('a', 1);
    await keyv.get('a');
    await keyv.get('b');
    expect(adapted(keyv, 'keyv').use).toEqual({ hits: 1, misses: 1 });
    expect(adapted(new Keyv(), 'keyv').use).toBeUndefined();
  });

  it('in front of quick-lru or lru-cache is pruned there', async () => {
    for (const store of [new QuickLRU({ maxSize: 1000 }), new LRUCache({ max: 1000 })]) {
      const keyv = new Keyv({ store });
      for (let number = 0; number < 40; number++) await keyv.set(`k${number}`, number);
      expect(adapted(keyv, 'keyv').prune('normal').entries).toBe(10);
    }
  });

  it('in front of a store elsewhere is not managed, with the reason', () => {
    class RedisStore {
      readonly opts: object = {};
      get() {}
      set() {}
      delete() {}
      clear() {}
    }
    expect(adapterFor(new Keyv({ store: new RedisStore() }))).toEqual({
      adapted: false,
      reason: expect.stringContaining('kept by RedisStore'),
    });
  });
});

describe('cacheable', () => {
  it('in memory has the oldest of each of its parts pruned', () => {
    const memory = new CacheableMemory({ stats: true });
    fill((key, value) => memory.set(key, value), 400);
    memory.get('k399');
    const cache = adapted(memory, 'cacheable');
    expect(cache.entries).toBe(400);
    expectBytes(cache.bytes, 400);
    expect(cache.use).toEqual({ hits: 1, misses: 0 });
    expect(cache.prune('normal').entries).toBe(100);
    expect(memory.size).toBe(300);
    expect(memory.has('k399')).toBe(true);
    expect(cache.clear().entries).toBe(300);
  });

  it('lets go of what has expired first', () => {
    vi.useFakeTimers();
    const memory = new CacheableMemory();
    fill((key, value) => memory.set(key, value, 100), 60);
    fill((key, value) => memory.set(`young ${key}`, value), 40);
    vi.advanceTimersByTime(200);
    expect(adapted(memory, 'cacheable').prune('normal').entries).toBe(60 + 10);
  });

  it('of two levels is pruned in memory, and goes on to find what the second has', async () => {
    const second = new Keyv();
    const both = new Cacheable({ secondary: second, stats: true });
    for (let number = 0; number < 40; number++) await both.set(`k${number}`, `value ${number}`);
    await both.get('k1');
    const cache = adapted(both, 'cacheable');
    expect(cache.entries).toBe(40);
    expect(cache.use?.hits).toBe(1);
    expect(cache.clear().entries).toBe(40);
    expect(await both.get('k7')).toBe('value 7');
  });
});

describe('memoizers', () => {
  it('of lodash show their cache, which can be cleared', () => {
    const compute = vi.fn((key: string) => key.length);
    const memoized = lodashMemoize(compute);
    memoized('a');
    const cache = adapted(memoized, 'memoized');
    expect(cache.entries).toBeUndefined();
    expect(cache.prune('normal')).toEqual({ entries: 0, bytes: undefined });
    memoized('a');
    expect(compute).toHaveBeenCalledTimes(1);
    cache.prune('aggressive');
    memoized('a');
    expect(compute).toHaveBeenCalledTimes(2);
  });

  it('of lodash with a Map have the oldest results pruned', () => {
    const memoized = lodashMemoize((key: string) => key.length);
    memoized.cache = new Map();
    for (let number = 0; number < 40; number++) memoized(`k${number}`);
    expect(adapted(memoized, 'memoized').prune('normal').entries).toBe(10);
  });

  it('memoizee can be cleared', () => {
    const compute = vi.fn((key: string) => key.length);
    const memoized = memoizee(compute);
    memoized('a');
    const cache = adapted(memoized, 'memoized', { entries: () => compute.mock.calls.length });
    expect(cache.entries).toBe(1);
    cache.prune('normal');
    memoized('a');
    expect(compute).toHaveBeenCalledTimes(1);
    cache.clear();
    memoized('a');
    expect(compute).toHaveBeenCalledTimes(2);
  });

  it('memoize shows nothing: the reason says to hand over its Map, of which the expired go first', () => {
    vi.useFakeTimers();
    const results = new Map();
    const short = memoize((key: string) => key.length, { cache: results, maxAge: 100 });
    const long = memoize((key: string) => key.length, { cache: results });
    expect(adapterFor(short)).toEqual({
      adapted: false,
      reason: expect.stringContaining('cache: new Map()'),
    });
    for (let number = 0; number < 40; number++) long(`long ${number}`);
    for (let number = 0; number < 60; number++) short(`short ${number}`);
    // The clock goes on, its timers have not fired yet.
    vi.setSystemTime(Date.now() + 200);
    const cache = adapted(results, 'Map', { name: 'lengths' });
    expect(cache.prune('normal').entries).toBe(60 + 10);
    expect(results.has('long 10')).toBe(true);
  });
});
