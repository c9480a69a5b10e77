// One cache in a process of its own, full, under three kinds of work. Prints CacheSpeed as JSON.
import { shippedUrl } from '../../harness/shipped.ts';

/** Which cache, and how much work. */
export interface CacheOrder {
  readonly cache: CacheKind;
  readonly operations: number;
}

export type CacheKind =
  | 'UnifiedCache, lru'
  | 'UnifiedCache, lfu'
  | 'UnifiedCache, fifo'
  | 'UnifiedCache, lru, ttl'
  | 'UnifiedCache, lru, sizeOf'
  | 'UnifiedCache, lru, estimated bytes'
  | 'lru-cache'
  | 'lru-cache, ttl'
  | 'lru-cache, sizeOf'
  | 'quick-lru';

/** What it took: nanoseconds for each operation, and bytes for each entry beside key and value. */
export interface CacheSpeed {
  readonly setNs: number;
  readonly getNs: number;
  readonly readThroughNs: number;
  readonly hitRate: number;
  readonly bytesPerEntry: number;
}

interface AnyCache {
  get(key: string): object | undefined;
  set(key: string, value: object): unknown;
}

const maxEntries = 20_000;
const keyCount = 2 * maxEntries;
const collect = globalThis.gc as () => void;
const { cache: kind, operations } = JSON.parse(process.argv[2] ?? '') as CacheOrder;

const keys = Array.from({ length: keyCount }, (_, index) => `key:${index}`);
const value = { answer: 42 };
const asked = popularKeys();
const newCache = await factory(kind);
let hits = 0;

const before = usedBytes();
const cache = newCache();
for (const key of keys.slice(0, maxEntries)) cache.set(key, value);
const bytesPerEntry = (usedBytes() - before) / maxEntries;
work();
const setNs = timed(() => {
  for (let index = 0; index < operations; index++) cache.set(keys[index % keyCount]!, value);
});
const getNs = timed(() => {
  for (let index = 0; index < operations; index++) cache.get(keys[index % maxEntries]!);
});
const readThroughNs = timed(work);
const speed: CacheSpeed = {
  setNs,
  getNs,
  readThroughNs,
  hitRate: hits / operations,
  bytesPerEntry,
};
console.log(JSON.stringify(speed));

function work(): void {
  hits = 0;
  for (let index = 0; index < operations; index++) {
    const key = asked[index % asked.length]!;
    if (cache.get(key) === undefined) cache.set(key, value);
    else hits++;
  }
}

function timed(run: () => void): number {
  const start = performance.now();
  run();
  return ((performance.now() - start) * 1e6) / operations;
}

function usedBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Keys as they are asked for: the popular ones more often (Zipf, exponent 1), in an order that does not change. */
function popularKeys(): string[] {
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: 1_000_000 }, () => keys[Math.floor(keyCount ** random()) - 1]!);
}

async function factory(name: CacheKind): Promise<() => AnyCache> {
  if (name.startsWith('UnifiedCache')) {
    const { UnifiedCache } = (await import(
      shippedUrl('pressure/index.js')
    )) as typeof import('../../../src/pressure/index.ts');
    return () =>
      new UnifiedCache<string, object>({
        maxEntries,
        policy: name.includes('lfu') ? 'lfu' : name.includes('fifo') ? 'fifo' : 'lru',
        ...(name.includes('ttl') && { ttlMs: 3_600_000 }),
        ...(name.includes('sizeOf') && { sizeOf: () => 100, maxBytes: 1e12 }),
        ...(name.includes('estimated') && { maxBytes: 1e12 }),
      });
  }
  if (name === 'quick-lru') {
    const { default: QuickLRU } = await import('quick-lru');
    return () => new QuickLRU<string, object>({ maxSize: maxEntries });
  }
  const { LRUCache } = await import('lru-cache');
  return () =>
    new LRUCache<string, object>({
      max: maxEntries,
      ...(name.includes('ttl') && { ttl: 3_600_000 }),
      ...(name.includes('sizeOf') && { sizeCalculation: () => 100, maxSize: 1e12 }),
    });
}
