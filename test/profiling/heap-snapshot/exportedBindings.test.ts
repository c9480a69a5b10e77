import { describe, expect, it } from 'vitest';
import { leaksOf } from './startedPrograms.ts';

const add = (what: string) => `for (let i = 0; i < 400; i++) ${what}`;
const item = '{ data: new Array(50).fill(n++ + 0.5) }';

/** Modules with a leak in what they export, and how a person would say who holds it. */
const programs: readonly (readonly [what: string, program: string, path: string, className: string])[] = [
  [
    'a Map under its name',
    `export const cache = new Map(); let n = 0; export const work = () => { ${add(`cache.set('k' + n, ${item});`)} };`,
    'cache (module /app/store.mjs)',
    'Map',
  ],
  [
    'a static property of a class',
    `export class Repo { static rows = []; } let n = 0; export const work = () => { ${add(`Repo.rows.push(${item});`)} };`,
    'Repo (module /app/store.mjs) → rows',
    'Array',
  ],
  [
    'an object that has no name but default, which the module imports from itself',
    `import store from './store.mjs'; let n = 0;
     export default { jobs: [], work() { ${add(`store.jobs.push(${item});`)} } };`,
    'default (module /app/store.mjs) → jobs',
    'Array',
  ],
  [
    'an array under two names, neither of which is its own',
    `const own = []; export { own as rows, own as entries }; let n = 0; export const work = () => { ${add(`own.push(${item});`)} };`,
    'entries (module /app/store.mjs)',
    'Array',
  ],
  [
    'a variable that gets a larger object each time',
    `export let state = { items: [] }; let n = 0;
     export const work = () => { ${add(`state = { ...state, items: [...state.items, ${item}] };`)} };`,
    'state (module /app/store.mjs) → items',
    'Array',
  ],
  [
    'listeners of an emitter under a name that is no identifier',
    `import { EventEmitter } from 'node:events'; const bus = new EventEmitter(); export { bus as 'the\\nbus' }; bus.setMaxListeners(0);
     let n = 0; export const work = () => { ${add(`{ const kept = ${item}; bus.on('tick', function onTick() { return kept; }); }`)} };`,
    '"the\\nbus" (module /app/store.mjs) → _events.tick',
    'Array',
  ],
];

describe('a leak in what an ECMAScript module exports', { timeout: 120_000 }, () => {
  it.each(programs)('that is %s is told by it, with the same id in each process', async (...given) => {
    const [, program, path, className] = given;
    const processes = await leaksOf('store.mjs', program, 2);
    for (const suspects of processes) {
      expect(suspects.map((one) => [one.path, one.className])).toEqual([[path, className]]);
    }
    expect(new Set(processes.flat().map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  it('is told apart from one in another module, and is not that of a module which passes it on', async () => {
    const program = `
      import { writeFileSync } from 'node:fs';
      const write = (name, text) => writeFileSync(new URL(name, import.meta.url), text);
      write('jobs.mjs', 'export const jobs = new Map();');
      write('all.mjs', "import { jobs } from './jobs.mjs'; export * from './jobs.mjs'; export { jobs as about };");
      const other = import('./all.mjs');
      export const sessions = new Map(); let n = 0;
      export const work = async () => {
        const { jobs } = await other;
        ${add(`{ sessions.set('k' + n, ${item}); jobs.set('k' + n, ${item}); }`)}
      };`;
    const [suspects] = await leaksOf('store.mjs', program, 1);
    expect(suspects!.map(({ path }) => path).sort()).toEqual([
      'jobs (module /app/jobs.mjs)',
      'sessions (module /app/store.mjs)',
    ]);
    expect(new Set(suspects!.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});
