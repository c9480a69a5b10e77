import { describe, expect, it } from 'vitest';
import { boundedCacheOf } from '../../../src/monitoring/leaks/boundedCacheOf.ts';

describe('a site in a bounded cache', () => {
  it.each([
    ['mnemonist', 'node_modules/mnemonist/lru-cache.js'],
    ['mnemonist', '/srv/app/node_modules/mnemonist/lru-map-with-delete.js'],
    ['mnemonist', 'C:\\app\\node_modules\\mnemonist\\lru-map.js'],
    ['lru.min', 'node_modules/mysql2/node_modules/lru.min/lib/index.js'],
  ])('is one of %s, in %s', (name, file) => {
    expect(boundedCacheOf({ package: name, file })).toBe(name);
  });

  it.each([
    ['mnemonist', 'node_modules/mnemonist/queue.js'],
    ['mnemonist', 'node_modules/mnemonist/trie-map.js'],
    ['lru-cache', 'node_modules/lru-cache/dist/esm/index.js'],
    ['quick-lru', 'node_modules/quick-lru/index.js'],
    ['@isaacs/ttlcache', 'node_modules/@isaacs/ttlcache/dist/esm/index.js'],
    ['node-cache', 'node_modules/node-cache/lib/node_cache.js'],
    ['keyv', 'node_modules/keyv/dist/index.js'],
    ['toString', 'node_modules/toString/index.js'],
    [undefined, 'src/lru-cache.js'],
  ])('is none of %s, in %s', (name, file) => {
    expect(boundedCacheOf({ package: name, file })).toBeUndefined();
  });
});
