import { describe, expect, it } from 'vitest';
import { type BrowserGlobals, browserSource } from '../../src/sampling/browserSource.ts';
import type { LiveReading } from '../../src/sampling/MemorySource.ts';
import { type MemorySample, sampleFields, toSample } from '../../src/wire/sample.ts';

const memory = { usedJSHeapSize: 30, totalJSHeapSize: 50, jsHeapSizeLimit: 4000 };

function read(source: ReturnType<typeof browserSource>): MemorySample {
  const row = new Float64Array(sampleFields.length);
  source.read(row);
  return toSample(row);
}

/** A page that answers `measureUserAgentSpecificMemory` when the test says so. */
function isolatedPage() {
  const asked: { resolve(result: { bytes: number }): void; reject(error: Error): void }[] = [];
  const globals: BrowserGlobals = {
    crossOriginIsolated: true,
    performance: {
      memory,
      measureUserAgentSpecificMemory: () =>
        new Promise((resolve, reject) => {
          asked.push({ resolve, reject });
        }),
    },
  };
  return { globals, asked };
}

describe('a page as a source', () => {
  it('tells what performance.memory tells, and nothing else', () => {
    const sample = read(browserSource({ globals: { performance: { memory } }, now: () => 1234 }));
    const known = Object.fromEntries(Object.entries(sample).filter(([, value]) => value !== undefined));
    expect(known).toEqual({
      time: 1234,
      heapUsedBytes: 30,
      heapTotalBytes: 50,
      heapLimitBytes: 4000,
      majorCollections: 0,
    });
  });

  it.each([
    ['a browser without performance.memory', { performance: {} }],
    ['a page without performance', {}],
    ['an isolated page that cannot measure', { crossOriginIsolated: true, performance: {} }],
  ])('tells of time alone in %s', async (_, globals) => {
    const source = browserSource({ globals, now: () => 1234 });
    read(source);
    await Promise.resolve();
    const known = Object.values(read(source)).filter((value) => value !== undefined);
    expect(known).toEqual([1234]);
    expect(() => {
      source.onReading(() => {})();
      source.close();
    }).not.toThrow();
  });

  it('holds the measured size of the page, and asks again after a minute', async () => {
    let now = 0;
    const { globals, asked } = isolatedPage();
    const source = browserSource({ globals, now: () => now });
    expect(read(source).rssBytes).toBeUndefined();
    asked[0]?.resolve({ bytes: 777 });
    await new Promise(setImmediate);
    now = 30_000;
    expect(read(source).rssBytes).toBe(777);
    expect(asked).toHaveLength(1);
    now = 60_000;
    expect(read(source).rssBytes).toBe(777);
    expect(asked).toHaveLength(2);
  });

  it('says that it does not know when the page may not be measured any more', async () => {
    const { globals, asked } = isolatedPage();
    const source = browserSource({ globals, now: () => 0 });
    read(source);
    asked[0]?.reject(new Error('SecurityError'));
    await new Promise(setImmediate);
    expect(read(source).rssBytes).toBeUndefined();
  });

  it('does not ask a page that is not isolated', () => {
    const { globals, asked } = isolatedPage();
    read(browserSource({ globals: { ...globals, crossOriginIsolated: false } }));
    expect(asked).toHaveLength(0);
  });

  it('takes a reading of the heap in use after a major collection', async () => {
    const source = browserSource({ globals: { performance: { memory } }, now: () => 99 });
    const reading = new Promise<LiveReading>((resolve) => source.onReading(resolve));
    globalThis.gc?.();
    expect(await reading).toMatchObject({ time: 99, liveBytes: 30, externalBytes: Number.NaN });
    expect(read(source).liveBytes).toBe(30);
    source.close();
  });

  it('runs anywhere by default', () => {
    expect(read(browserSource()).time).toBeGreaterThan(1.6e12);
  });
});
