import { describe, expect, it } from 'vitest';
import { foreignSampler } from '../../src/profiling/foreignSampler.ts';
import { ownFolder } from '../../src/profiling/ownFolder.ts';
import { siteInWords } from '../../src/profiling/siteInWords.ts';
import { packageOf } from '../../src/sampling/packageOf.ts';

describe('packageOf', () => {
  it.each([
    ['/app/node_modules/lru-cache/dist/index.js', 'lru-cache'],
    ['file:///app/node_modules/@shop/basket/basket.js', '@shop/basket'],
    ['/app/node_modules/.pnpm/koa@2.0.0/node_modules/koa/lib/application.js', 'koa'],
    ['/app/node_modules/express/node_modules/qs/index.js', 'qs'],
    ['C:\\app\\node_modules\\@shop\\basket\\basket.js', '@shop/basket'],
    ['/app/src/server.ts', undefined],
    ['', undefined],
  ])('of %s is %s', (file, name) => {
    expect(packageOf(file)).toBe(name);
  });
});

describe('siteInWords', () => {
  it('does not accuse the function of what it has swallowed by inlining', () => {
    expect(siteInWords({ function: 'flush', file: 'src/cache.ts', line: 88, package: undefined })).toBe(
      'in or below flush (src/cache.ts:88, your code)',
    );
  });

  it('names the place alone of a function without a name', () => {
    expect(siteInWords({ function: '(anonymous)', file: 'a.js', line: 4, package: undefined })).toBe(
      'in or below a.js:4 (your code)',
    );
  });

  it('names the package', () => {
    const file = 'node_modules/@shop/basket/basket.js';
    expect(siteInWords({ function: 'add', file, line: 4, package: '@shop/basket' })).toBe(
      `in or below add (${file}:4, package @shop/basket)`,
    );
  });
});

describe('foreignSampler', () => {
  it.each([
    ['/app/node_modules/@datadog/pprof/out/src/index.js', '@datadog/pprof'],
    ['/app/node_modules/pprof/out/src/index.js', 'pprof'],
    ['/app/node_modules/@google-cloud/profiler/build/src/index.js', '@google-cloud/profiler'],
    ['C:\\app\\node_modules\\@datadog\\pprof\\out\\index.js', '@datadog/pprof'],
  ])('finds the profiler in %s', (file, name) => {
    expect(foreignSampler(() => ['/app/server.js', file])).toBe(name);
  });

  it('finds none in packages that only sound alike, nor in this process', () => {
    expect(
      foreignSampler(() => ['/app/node_modules/pprof-format/index.js', '/app/pprof/index.js']),
    ).toBeUndefined();
    expect(foreignSampler()).toBeUndefined();
  });
});

describe('ownFolder', () => {
  const files: Record<string, string> = {
    'file:///app/package.json': '{"name":"shop"}',
    'file:///app/node_modules/tidemark/package.json': '{"name":"tidemark"}',
    'file:///unreadable/package.json': '{',
  };
  const read = (file: URL): string => {
    const text = files[file.href];
    if (text === undefined) throw new Error('not there');
    return text;
  };

  it('is the folder below the package', () => {
    const folder = 'file:///app/node_modules/tidemark/dist/';
    expect(ownFolder(`${folder}index.js`, read)).toBe(folder);
    expect(ownFolder(`${folder}chunks/sites.js`, read)).toBe(folder);
  });

  it('is not known where Tidemark was bundled with the application, or has no package', () => {
    expect(ownFolder('file:///app/dist/server.js', read)).toBeUndefined();
    expect(ownFolder('file:///elsewhere/a/b.js', read)).toBeUndefined();
    expect(ownFolder('file:///unreadable/a.js', read)).toBeUndefined();
  });

  it('is that of the sources in a repository of its own', () => {
    expect(ownFolder()).toMatch(/\/src\/$/);
  });
});
