import { describe, expect, it, vi } from 'vitest';
import { type AdapterOptions, adapterFor } from '../../../../src/pressure/caches/adapters/adapterFor.ts';
import { UnifiedCache } from '../../../../src/pressure/caches/UnifiedCache.ts';
import type { PromptCache } from '../PromptCache.ts';

function adapted(cache: unknown, options?: AdapterOptions): PromptCache {
  const adaptation = adapterFor(cache, options);
  if (!adaptation.adapted) throw new Error(adaptation.reason);
  return adaptation.cache as PromptCache;
}

describe('a cache that is managed as it is', () => {
  it('is a UnifiedCache, or whatever has the same shape', () => {
    const cache = new UnifiedCache({ name: 'pages' });
    expect(adapted(cache)).toBe(cache);
    const shaped = {
      name: 'other',
      entries: undefined,
      bytes: undefined,
      use: undefined,
      prune: () => ({ entries: 0, bytes: 0 }),
      clear: () => ({ entries: 0, bytes: 0 }),
    };
    expect(adapted(shaped)).toBe(shaped);
  });
});

describe('a Map or a Set', () => {
  it('loses its oldest quarter, or three', () => {
    const map = new Map(Array.from({ length: 40 }, (_, key) => [key, 'x'.repeat(1000)]));
    const cache = adapted(map, { name: 'pages' });
    expect(cache.name).toBe('pages');
    expect(cache.bytes).toBeGreaterThan(40_000);
    expect(cache.prune('normal').entries).toBe(10);
    expect(map.keys().next().value).toBe(10);
    expect(cache.prune('aggressive').entries).toBe(23);
    expect(cache.clear().entries).toBe(7);
  });

  it('of ids has the bytes of its members, once', () => {
    const set = new Set(Array.from({ length: 40 }, (_, key) => 'x'.repeat(1000) + key));
    const cache = adapted(set);
    expect(cache.bytes).toBeGreaterThan(40_000);
    expect(cache.bytes).toBeLessThan(50_000);
    expect(cache.prune('normal').entries).toBe(10);
    expect(set.values().next().value).toBe(`${'x'.repeat(1000)}10`);
    expect(cache.clear().entries).toBe(30);
  });

  it('that is empty has no bytes, and nothing to prune', () => {
    const cache = adapted(new Map());
    expect(cache.bytes).toBe(0);
    expect(cache.prune('aggressive')).toEqual({ entries: 0, bytes: 0 });
  });
});

/** As membranes and reactive frameworks have it: methods work on what is behind it. */
function bound<Target extends object>(target: Target): Target {
  return new Proxy(target, {
    get: (of, name) => {
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
}

describe('a Map or a Set behind a Proxy', () => {
  const filled = () => new Map([1, 2, 3, 4].map((key) => [key, key]));

  it('is pruned as itself where its methods are bound', () => {
    const [pages, seen] = [filled(), new Set([1, 2, 3, 4])];
    for (const cache of [bound(pages), bound(seen)]) {
      const adaptation = adapterFor(cache);
      if (!adaptation.adapted) throw new Error(adaptation.reason);
      expect(adaptation.cache.entries).toBe(4);
      expect(adaptation.cache.prune('aggressive')).toMatchObject({ entries: 3 });
    }
    expect([[...pages.keys()], [...seen]]).toEqual([[4], [4]]);
  });

  it.each([
    ['a Map', new Proxy(filled(), {}), 'Map'],
    ['a Set', new Proxy(new Set([1]), {}), 'Set'],
    ['what only inherits from Map', Object.create(Map.prototype), 'Map'],
    [
      'the Map of a Keyv',
      { opts: {}, store: new Proxy(filled(), {}), get() {}, set() {}, delete() {}, clear() {} },
      'Map',
    ],
    ['the Map of a memoized function', Object.assign(() => {}, { cache: new Proxy(filled(), {}) }), 'Map'],
  ])('is refused at once, and not at the first pruning, where they are not: %s', (_what, cache, kind) => {
    const adaptation = adapterFor(cache);
    expect(adaptation).toEqual({
      adapted: false,
      reason: expect.stringMatching(
        /^It looks like a (Map|Set), but its methods do not work on it.*incompatible receiver/,
      ),
    });
    expect((adaptation as { readonly reason: string }).reason).toContain(`Hand over the ${kind} itself.`);
  });

  it('is refused where it says what no Map says', () => {
    const liar = bound(Object.assign(filled(), { has: () => 'perhaps' }));
    expect(adapterFor(liar)).toEqual({
      adapted: false,
      reason: 'It looks like a Map, but does not answer as one. Hand over the Map itself.',
    });
  });
});

describe('any object with prune or clear', () => {
  it('is pruned by its own prune, and told by its size', () => {
    const own = {
      size: 10,
      prune(mode: string) {
        this.size -= mode === 'normal' ? 3 : 7;
      },
    };
    const cache = adapted(own, { name: 'own' });
    expect(cache.prune('normal')).toEqual({ entries: 3, bytes: undefined });
    expect(cache.clear()).toEqual({ entries: 7, bytes: undefined });
  });

  it('that can only be cleared is let alone until pruning is aggressive', () => {
    const clear = vi.fn();
    const cache = adapted({ clear });
    expect(cache.prune('normal')).toEqual({ entries: 0, bytes: undefined });
    expect(clear).not.toHaveBeenCalled();
    cache.prune('aggressive');
    cache.clear();
    expect(clear).toHaveBeenCalledTimes(2);
  });

  it('may say how many entries it let go of, where nobody can count them', () => {
    expect(adapted({ prune: () => 12 }).prune('normal').entries).toBe(12);
    expect(adapted({ size: 30, prune: () => 12 }).prune('normal').entries).toBe(0);
  });

  it('may say so with bytes, and with what failed', () => {
    const outcome = { entries: 5, bytes: 700, failure: 'two were locked' };
    expect(adapted({ prune: () => outcome }).prune('normal')).toEqual(outcome);
    expect(
      adapted({ prune: () => ({ entries: Number.NaN, bytes: -1, failure: 5 }) }).prune('normal'),
    ).toEqual({
      entries: undefined,
      bytes: undefined,
    });
  });

  it('keeps the name it has', () => {
    expect(adapted({ name: 'sessions', clear: () => {} }).name).toBe('sessions');
    expect(adapted({ name: '', clear: () => {} }).name).toBe('cache');
  });
});

describe('a cache that misbehaves', () => {
  it('and throws while it is pruned: what went before counts, and the failure is told', () => {
    const half = {
      size: 10,
      clear() {
        this.size = 4;
        throw new Error('locked');
      },
    };
    expect(adapted(half).clear()).toEqual({ entries: 6, bytes: undefined, failure: 'locked' });
    const text = adapted({
      clear() {
        throw 'plain text';
      },
    });
    expect(text.clear().failure).toBe('plain text');
  });

  it('and rejects later is waited for, and its failure is told', async () => {
    const cache = adapted({ size: 5, prune: () => Promise.reject(new Error('later')) });
    expect(await cache.prune('normal')).toEqual({ entries: 0, bytes: undefined, failure: 'later' });
  });

  it('and says it let go of more than it did is not believed: its entries are counted', () => {
    const liar = {
      size: 30,
      prune() {
        this.size -= 10;
        return { entries: 5000, bytes: 100 };
      },
    };
    expect(adapted(liar).prune('normal')).toEqual({ entries: 10, bytes: 100 });
  });

  it('and prunes later, while others put in more, is believed within what it had', async () => {
    const busy = {
      size: 30,
      async prune() {
        await null;
        this.size += 20;
        return { entries: 10 };
      },
    };
    expect(await adapted(busy).prune('normal')).toMatchObject({ entries: 10 });
    const liar = { size: 30, prune: async () => 4000 };
    expect(await adapted(liar).prune('normal')).toMatchObject({ entries: 30 });
  });

  it('and lies about its size is not believed', () => {
    for (const size of [Number.NaN, -3, Number.POSITIVE_INFINITY]) {
      expect(adapted({ size, clear: () => {} }).entries).toBeUndefined();
    }
    const growing = {
      size: 5,
      clear() {
        this.size = 9;
      },
    };
    expect(adapted(growing).clear()).toEqual({ entries: 0, bytes: undefined });
  });

  it('and throws when it is looked at is not managed, or knows nothing', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no access');
        },
      },
    );
    expect(adapterFor(hostile)).toEqual({ adapted: false, reason: 'To look at it fails: no access.' });
    const entries = () => {
      throw new Error('broken');
    };
    const cache = adapted(new Map([[1, 1]]), { entries });
    expect([cache.entries, cache.bytes, cache.use]).toEqual([undefined, undefined, undefined]);
    const sized = adapted(new Map([[1, 1]]), { sizeOf: entries });
    expect(sized.bytes).toBeUndefined();
    expect(sized.clear()).toEqual({ entries: 1, bytes: undefined });
  });

  it('and has wrong sizes has none', () => {
    expect(adapted(new Map([[1, 1]]), { sizeOf: () => Number.NaN }).bytes).toBeUndefined();
  });

  it('and counts wrongly tells no use', () => {
    const store = {
      getStats: () => ({ keys: 0, hits: Number.NaN, misses: 0 }),
      getTtl: () => 0,
      keys: () => [],
      del: () => 0,
      flushAll: () => {},
    };
    expect(adapted(store).use).toBeUndefined();
    const broken = {
      ...store,
      getStats: () => {
        throw new Error('broken');
      },
    };
    expect(adapted(broken).use).toBeUndefined();
  });
});

describe('the estimate of a foreign cache', () => {
  it('follows the entries, and is taken anew when these have changed by a fifth', () => {
    const map = new Map<number, string>();
    for (let key = 0; key < 100; key++) map.set(key, 'x');
    const sizeOf = vi.fn((value: unknown) => (value as string).length);
    const cache = adapted(map, { sizeOf });
    expect(cache.bytes).toBe(100);
    const calls = sizeOf.mock.calls.length;
    expect(calls).toBeLessThanOrEqual(32);
    map.set(100, 'xxx');
    expect(cache.bytes).toBe(101);
    expect(sizeOf).toHaveBeenCalledTimes(calls);
    map.clear();
    for (let key = 0; key < 150; key++) map.set(key, 'xxx');
    expect(cache.bytes).toBe(450);
  });

  it('is taken anew after a hundred looks', () => {
    const map = new Map(Array.from({ length: 10 }, (_, key) => [key, 'x']));
    const cache = adapted(map, { sizeOf: (value) => (value as string).length });
    expect(cache.bytes).toBe(10);
    for (const key of map.keys()) map.set(key, 'xxxx');
    for (let look = 0; look < 100; look++) void cache.bytes;
    expect(cache.bytes).toBe(40);
  });
});

describe('what cannot be managed', () => {
  it.each([
    [undefined, 'It is no cache, but undefined.'],
    [null, 'It is no cache, but null.'],
    ['text', 'It is no cache, but a string.'],
    [{}, 'It is of no known kind, and has neither prune(mode) nor clear().'],
    [[], 'It is of no known kind, and has neither prune(mode) nor clear().'],
    [new WeakMap(), 'What is in a WeakMap or WeakSet cannot be listed; it goes by itself when its keys go.'],
    [new WeakSet(), 'What is in a WeakMap or WeakSet cannot be listed; it goes by itself when its keys go.'],
  ])('is told with the reason: %s', (cache, reason) => {
    expect(adapterFor(cache)).toEqual({ adapted: false, reason });
  });
});

it('does not take the console for a cache', () => {
  expect(adapterFor(console)).toEqual({
    adapted: false,
    reason: 'It is the console, whose clear() empties the terminal.',
  });
});
