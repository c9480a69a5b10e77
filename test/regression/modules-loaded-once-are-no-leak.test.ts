import { describe, expect, it } from 'vitest';
import { restSentence } from '../../src/cli/snapshot/suspectSentences.ts';
import { leaksOf, reportsOf } from '../profiling/heap-snapshot/startedPrograms.ts';
import { nodes } from '../system/nodes.ts';

/** Writes 700 modules beside itself; `load` is called with the number of each in turn. */
const programOf = (load: string): string => `
  import { mkdirSync, writeFileSync } from 'node:fs';
  import { createRequire, Module } from 'node:module';
  const require = createRequire(import.meta.url);
  const folder = new URL('modules/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < 700; i++) {
    writeFileSync(new URL(i + '.mjs', folder), 'export const name = "route " + ' + i + '; export function handle(x) { return x + name; }');
    writeFileSync(new URL(i + '.json', folder), JSON.stringify({ texts: Array.from({ length: 30 }, (_, k) => 'text ' + k + ' of ' + i) }));
    writeFileSync(new URL(i + '.cjs', folder), 'exports.list = []; for (let k = 0; k < 20; k++) exports.list.push({ k, text: "t" + k }); exports.name = "route " + ' + i + '; exports.handle = function (x) { return x + exports.name; }');
  }
  const handlers = new Map();
  let loaded = 0;
  async function load(i) { ${load} }
  export async function work() {
    for (let i = 0; i < 100; i++) await load(loaded++);
  }
  export const get = () => [handlers, require, Module, load];
`;

describe('modules that are loaded when they are wanted', { timeout: 300_000 }, () => {
  describe.each(nodes)('of Node.js $major', ({ path: node, missing }) => {
    it.skipIf(missing !== undefined).for([
      ['import', "await import('./modules/' + i + '.mjs');"],
      ['import, kept in a Map', "handlers.set(i, await import('./modules/' + i + '.mjs'));"],
      ['import of CommonJS, kept in a Map', "handlers.set(i, await import('./modules/' + i + '.cjs'));"],
      [
        'import of JSON, kept in a Map',
        "handlers.set(i, await import('./modules/' + i + '.json', { with: { type: 'json' } }));",
      ],
      ['require', "require('./modules/' + i + '.cjs');"],
      ['require, kept in a Map', "handlers.set('route ' + i, require('./modules/' + i + '.cjs'));"],
    ])('are no leak, each being loaded once: %s', async ([, load]) => {
      const [report] = await reportsOf('program.mjs', programOf(load!), 1, node);
      expect(report).toMatchObject({ suspects: [], spread: [] });
      // What import loads of CommonJS both loaders have.
      expect(report!.firstModules).toBeGreaterThanOrEqual(400);
      expect(restSentence(report!)).toMatch(
        /: \d+ modules were loaded for the first time, which is no leak; /,
      );
    });
  });

  it('hide no leak beside them', async () => {
    const leak =
      "require('./modules/' + i + '.cjs'); handlers.set(i, { text: 'x'.repeat(100) + i, list: [i, i, i] });";
    const [suspects] = await leaksOf('program.mjs', programOf(leak), 1);
    expect(suspects).toMatchObject([{ path: 'handlers (module /app/program.mjs)' }]);
  });
});

describe('modules of the same file that are loaded again and again', { timeout: 300_000 }, () => {
  it.for([
    ['?v=', "await import('./modules/7.mjs?v=' + i);", '7.mjs'],
    ['#', "await import('./modules/7.mjs#' + i);", '7.mjs'],
    ['data:', "await import('data:text/javascript,export default ' + i);", 'a data: URL'],
  ])('are a leak of those that import has loaded: %s', async ([, load, file]) => {
    const [suspects] = await leaksOf('program.mjs', programOf(load!), 1);
    expect(suspects![0]).toMatchObject({
      path: 'modules that import has loaded',
      gains: [{ counts: [200, 200] }],
      fixIdea: expect.stringMatching(`^${file} was loaded again (?:399|400) times: import the same address`),
    });
  });

  it('are a leak where they are deleted from require.cache each time', async () => {
    const [suspects] = await leaksOf(
      'program.cjs',
      `
      const { join } = require('node:path');
      require('node:fs').writeFileSync(join(__dirname, '7.cjs'), 'exports.list = new Array(20).fill("a");');
      const file = require.resolve('./7.cjs');
      exports.work = () => {
        for (let i = 0; i < 100; i++) {
          require(file);
          delete require.cache[file];
        }
      };
    `,
      1,
    );
    expect(suspects).toMatchObject([
      {
        path: expect.stringContaining('module.children (module /app/program.cjs)'),
        gains: [{ name: 'Module', counts: [200, 200] }],
        fixIdea: expect.stringMatching(/^7\.cjs was loaded again 400 times: require the same file once/),
      },
    ]);
  });

  it('are a leak of the program where it puts what it has made into require.cache', async () => {
    const load = `
      const made = new Module('/made/' + i);
      made.exports = { i };
      require.cache['/made/' + i] = made;
    `;
    const [suspects] = await leaksOf('program.mjs', programOf(load), 1);
    expect(suspects).toMatchObject([
      {
        path: 'require.cache',
        fixIdea: 'delete what the program itself has put there when its work is done: 400 modules of no file',
      },
    ]);
  });
});
