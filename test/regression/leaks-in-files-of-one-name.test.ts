import { describe, expect, it } from 'vitest';
import { leaksOf } from '../profiling/heap-snapshot/startedPrograms.ts';

/** A program of two files of the same name, in folders `orders` and `users`. */
function programOf(orders: string, users: string): string {
  return `import { mkdirSync, writeFileSync } from 'node:fs';
    const begun = [];
    for (const [name, text] of Object.entries(${JSON.stringify({ orders, users })})) {
      const folder = new URL('./' + name + '/', import.meta.url);
      mkdirSync(folder, { recursive: true });
      writeFileSync(new URL('index.mjs', folder), text);
      begun.push((await import(new URL('index.mjs', folder))).handle);
    }
    export function work() { for (let i = 0; i < 500; i++) for (const handle of begun) handle(i); }`;
}

describe('leaks in files of one name', { timeout: 300_000 }, () => {
  it('are several, each with an id that is the same in every run (was: "2 Map objects", of one of the files)', async () => {
    const cacheOf = (entry: string): string => `const cache = new Map();
      class ${entry} { constructor(i) { this.i = i; this.pad = new Array(30).fill(0.5); } }
      export function handle(i) { cache.set({}, new ${entry}(i)); }`;
    const [first, second] = await leaksOf('program.mjs', programOf(cacheOf('Order'), cacheOf('User')), 2);
    const tell = (suspects = first!) =>
      suspects
        .map(({ path, objects, gains, fingerprint }) => ({
          path,
          objects,
          gain: gains[0]!.name,
          fingerprint,
        }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(tell()).toMatchObject([
      { path: 'cache (module /app/orders/index.mjs)', objects: 1, gain: 'Order' },
      { path: 'cache (module /app/users/index.mjs)', objects: 1, gain: 'User' },
    ]);
    expect(tell(second!)).toEqual(tell());
    expect(new Set(tell().map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('are several of timers, with the folder of each (was: "timers of 2 durations … at index.mjs:1")', async () => {
    const timersOf = (ms: number): string =>
      `export function handle(i) { const state = { i, pad: new Array(30).fill(0.5) }; setInterval(() => { state.i++; }, ${ms}).unref(); }`;
    const [suspects] = await leaksOf('program.mjs', programOf(timersOf(40_000), timersOf(45_000)), 1);
    expect(suspects!.map(({ path }) => path).sort()).toEqual([
      'timers of 40,000 ms: setInterval callback (anonymous)() at orders/index.mjs:1',
      'timers of 45,000 ms: setInterval callback (anonymous)() at users/index.mjs:1',
    ]);
  });
});
