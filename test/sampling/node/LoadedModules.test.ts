import { channel } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { LoadedModules } from '../../../src/sampling/node/LoadedModules.ts';
import { answerOf, programFile } from '../program.ts';

const require = createRequire(import.meta.url);
const ended = channel('tracing:module.import:asyncEnd');
const parentURL = 'file:///app/src/main.mjs';
const folder = mkdtempSync(join(tmpdir(), 'tidemark-modules-'));
let modules = new LoadedModules();

afterEach(() => {
  modules.close();
  modules = new LoadedModules();
});

function file(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, 'module.exports = {};');
  return path;
}

describe('modules of this thread', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are counted by file, and a file that is loaded again is the same', () => {
    const [first, second] = [file('first.cjs'), file('second.cjs')];
    const before = modules.loaded();
    require(first);
    require(second);
    require(second);
    expect(modules.loaded()).toBe(before + 2);
    for (let time = 0; time < 3; time++) {
      delete require.cache[first];
      expect(modules.loaded()).toBe(before + 2);
      require(first);
      expect(modules.loaded()).toBe(before + 2);
    }
  });
});

describe('modules that were imported', () => {
  const counted = (...imports: readonly object[]): number => {
    modules.close();
    modules = new LoadedModules({ cache: () => ({}) });
    expect(modules.loaded()).toBe(0);
    for (const message of imports) ended.publish({ parentURL, result: {}, ...message });
    return modules.loaded();
  };

  it('are counted by place, without the query that loads the same file again', () => {
    expect(counted({ url: './a.mjs' }, { url: './a.mjs?v=1' }, { url: './a.mjs#2' })).toBe(1);
    expect(counted({ url: '../src/a.mjs' }, { url: './a.mjs' }, { url: 'file:///app/src/a.mjs' })).toBe(1);
    expect(counted({ url: './a.mjs' }, { url: './a.mjs', parentURL: 'file:///app/x.mjs' })).toBe(2);
    expect(counted({ url: 'koa' }, { url: 'koa', parentURL: 'file:///app/x.mjs' }, { url: 'koa?1' })).toBe(1);
  });

  it('are not counted where they are no files, or could not be loaded', () => {
    expect(counted({ url: 'node:fs' }, { url: 'data:text/javascript,1' }, { url: 'blob:nodedata:1' })).toBe(
      0,
    );
    expect(counted({ url: './a.mjs', result: undefined, error: new Error('no such file') })).toBe(0);
  });

  it('are told apart up to 4096', () => {
    expect(counted(...Array.from({ length: 5000 }, (_, index) => ({ url: `./${index}.mjs` })))).toBe(4096);
  });

  it('are not counted before the first count, nor after the end', () => {
    modules = new LoadedModules({ cache: () => ({}) });
    ended.publish({ url: './a.mjs', parentURL, result: {} });
    expect(modules.loaded()).toBe(0);
    modules.close();
    expect(ended.hasSubscribers).toBe(false);
  });

  it('cannot make the count throw, whatever is said of them', () => {
    expect(counted({ url: './a.mjs', parentURL: 'nowhere' }, { url: undefined })).toBe(0);
    ended.publish(undefined);
    expect(modules.loaded()).toBe(0);
  });

  it('are heard of from Node itself, from Node 22 on', async () => {
    const program = await programFile(`
      import fs from 'node:fs';
      const { modules } = nodeSource();
      const before = modules.loaded();
      const imported = new URL('imported.mjs', import.meta.url);
      fs.writeFileSync(imported, 'export default 1;');
      for (let version = 0; version < 3; version++) await import(imported.href + '?' + version);
      await import(new URL('missing.mjs', import.meta.url)).catch(() => {});
      console.log(JSON.stringify([before, modules.loaded()]));
      modules.close();
    `);
    const major = Number.parseInt(process.versions.node, 10);
    expect(await answerOf([program])).toEqual([0, major >= 22 ? 1 : 0]);
  });
});

describe('a cache that somebody has replaced', () => {
  it('tells nothing, and the count stays', () => {
    let cache: object = { a: 1, b: 2 };
    modules = new LoadedModules({ cache: () => cache });
    expect(modules.loaded()).toBe(2);
    cache = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(modules.loaded()).toBe(2);
  });
});
