import { SourceMap } from 'node:module';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { SiteLabels } from '../../src/profiling/SiteLabels.ts';
import { SourceMaps } from '../../src/profiling/SourceMaps.ts';
import { folderOf } from './program.ts';

const source = '\n\nexport function remember(): object {\n  return {};\n}\n';

async function compiled(sourcefile: string) {
  const { code, map } = await transform(source, {
    loader: 'ts',
    sourcemap: true,
    sourcefile,
    banner: '// generated',
  });
  return { code, map, inline: `data:application/json;base64,${Buffer.from(map).toString('base64')}` };
}

async function labelOf(url: string, options: ConstructorParameters<typeof SiteLabels>[0], line = 1) {
  const frame = { functionName: 'remember', url, lineNumber: line, columnNumber: 24 };
  return (await new SiteLabels(options).of(new Map([['site', frame]]))).get('site');
}

describe('SiteLabels', () => {
  it('counts lines from one, and files from the working directory', async () => {
    expect(await labelOf('/app/src/work.js', { directory: '/app' }, 41)).toEqual({
      function: 'remember',
      file: 'src/work.js',
      line: 42,
      package: undefined,
    });
    expect((await labelOf('/elsewhere/work.js', { directory: '/app' }))?.file).toBe('/elsewhere/work.js');
    expect((await labelOf('file:///app/a.mjs', { directory: '/app' }))?.file).toBe('a.mjs');
  });

  it('keeps names that are no files as they are', async () => {
    expect((await labelOf('evalmachine.<anonymous>', {}))?.file).toBe('evalmachine.<anonymous>');
    expect((await labelOf('file:///%ff/broken', {}))?.file).toBe('file:///%ff/broken');
  });

  it('calls a function without a name anonymous', async () => {
    const frame = { functionName: '', url: '/a.js', lineNumber: 0, columnNumber: 0 };
    const labels = await new SiteLabels().of(new Map([['site', frame]]));
    expect(labels.get('site')?.function).toBe('(anonymous)');
  });

  it.each([
    [
      'by the function around it',
      'function loadUsers() {\n  users.forEach((user) => keep(user));\n}\n',
      'callback in loadUsers',
    ],
    ['by nothing at the top of a file', '\n  users.forEach((user) => keep(user));\n', '(anonymous)'],
    [
      'by nothing where a minifier named all',
      'function a() {\n  users.forEach((user) => keep(user));\n}\n',
      '(anonymous)',
    ],
    ['by nothing where the file has changed', '/* new */\n\nfunction loadUsers() {}\n', '(anonymous)'],
    [
      'by nothing where that is far down',
      `function loadUsers() {/*${'x'.repeat(70_000)}*/\n  users.forEach((user) => keep(user));\n}`,
      '(anonymous)',
    ],
  ])('calls a callback %s, in each run', async (_how, text, name) => {
    const directory = folderOf({ 'app.js': text });
    const frame = { functionName: '', url: `${directory}/app.js`, lineNumber: 1, columnNumber: 16 };
    for (const labels of [new SiteLabels({ directory }), new SiteLabels({ directory })]) {
      const label = (await labels.of(new Map([['site', frame]]))).get('site');
      expect(label).toEqual({ function: name, file: 'app.js', line: 2, package: undefined });
    }
  });

  it('names what it has named before without looking again', async () => {
    let made = 0;
    const labels = new SiteLabels({
      sourceMaps: () =>
        new SourceMaps({
          loaded: () => {
            made++;
            return undefined;
          },
        }),
    });
    const frames = new Map([['site', { functionName: 'a', url: 'x', lineNumber: 0, columnNumber: 0 }]]);
    expect(await labels.of(frames)).toEqual(await labels.of(frames));
    expect(made).toBe(1);
  });

  it('forgets names once there are too many of them', async () => {
    let asked = 0;
    const labels = new SiteLabels({
      sourceMaps: () =>
        new SourceMaps({
          loaded: () => {
            asked++;
            return undefined;
          },
        }),
    });
    const frames = (prefix: string) =>
      new Map(
        Array.from({ length: 150 }, (_, index) => [
          `${prefix}${index}`,
          { functionName: 'a', url: `${prefix}${index}`, lineNumber: 0, columnNumber: 0 },
        ]),
      );
    for (const prefix of ['a', 'b', 'a']) await labels.of(frames(prefix));
    expect(asked).toBe(450);
  });

  it('finds the source by the map that Node has loaded', async () => {
    const { map } = await compiled('file:///app/src/work.ts');
    const sourceMaps = () => new SourceMaps({ loaded: () => new SourceMap(JSON.parse(map)) });
    expect(await labelOf('/app/dist/work.js', { directory: '/app', sourceMaps })).toMatchObject({
      file: 'src/work.ts',
      line: 3,
    });
  });

  it('finds the source by a map beside the file', async () => {
    const { code, map } = await compiled('../src/work.ts');
    const directory = folderOf({
      'dist/work.js': `${code}//# sourceMappingURL=work.js.map\n`,
      'dist/work.js.map': map,
    });
    const file = `${directory}/dist/work.js`;
    for (const url of [file, pathToFileURL(file).href]) {
      expect(await labelOf(url, { directory })).toMatchObject({ file: 'src/work.ts', line: 3 });
    }
  });

  it('finds the source by a map within the file, and by a map with a root', async () => {
    const { code, map, inline } = await compiled('work.ts');
    const rooted = encodeURIComponent(JSON.stringify({ ...JSON.parse(map), sourceRoot: '../lib' }));
    const directory = folderOf({
      'dist/inline.js': `${code}//# sourceMappingURL=${inline}\n`,
      'dist/rooted.js': `${code}//# sourceMappingURL=data:application/json,${rooted}\n`,
    });
    expect(await labelOf(`${directory}/dist/inline.js`, { directory })).toMatchObject({
      file: 'dist/work.ts',
      line: 3,
    });
    expect(await labelOf(`${directory}/dist/rooted.js`, { directory })).toMatchObject({
      file: 'lib/work.ts',
      line: 3,
    });
  });

  it('takes the package from the source of a bundle', async () => {
    const { code, inline } = await compiled('../node_modules/@shop/basket/index.ts');
    const directory = folderOf({ 'dist/bundle.js': `${code}//# sourceMappingURL=${inline}\n` });
    expect(await labelOf(`${directory}/dist/bundle.js`, { directory })).toMatchObject({
      package: '@shop/basket',
      line: 3,
    });
  });

  it('keeps the names of sources that are no files', async () => {
    const { code, inline } = await compiled('webpack://shop/./src/work.ts');
    const directory = folderOf({ 'bundle.js': `${code}//# sourceMappingURL=${inline}\n` });
    expect((await labelOf(`${directory}/bundle.js`, { directory }))?.file).toMatch(
      /^webpack:\/\/shop\/.*work\.ts$/,
    );
  });

  it.each([
    ['names no map', '// nothing\n'],
    ['names a map that is not there', '//# sourceMappingURL=gone.map\n'],
    ['has a map that cannot be read', '//# sourceMappingURL=data:application/json,{\n'],
    [
      'has a map that knows nothing',
      '//# sourceMappingURL=data:application/json,{"version":3,"sources":[],"mappings":""}\n',
    ],
    [
      'has a map that takes long to decode',
      `//# sourceMappingURL=data:application/json,{"version":3,"sources":[],"mappings":"${';'.repeat(1024 * 1024)}"}\n`,
    ],
    ['is too large', `${'x'.repeat(5 * 1024 * 1024)}\n`],
  ])('stays with the generated file where it %s', async (_, text) => {
    const directory = folderOf({ 'work.js': text });
    expect(await labelOf(`${directory}/work.js`, { directory }, 6)).toMatchObject({
      file: 'work.js',
      line: 7,
    });
  });
});
