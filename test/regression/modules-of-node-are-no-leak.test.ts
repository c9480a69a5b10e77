import { expect, it } from 'vitest';
import { leaksOf } from '../profiling/heap-snapshot/startedPrograms.ts';

it('a program that loads more of the modules of Node.js is not accused of their table', {
  timeout: 300_000,
}, async () => {
  const program = `
    const names = ['tls', 'repl', 'test', 'cluster', 'crypto', 'http2', 'zlib', 'wasi', 'readline', 'inspector', 'dns', 'dgram'];
    let loaded = 0;
    export async function work() {
      for (let i = 0; i < 2; i++) await import('node:' + names[loaded++]);
    }
  `;
  const [suspects] = await leaksOf('program.mjs', program, 1);
  expect(suspects!.filter(({ path }) => path.includes('BuiltinModule'))).toEqual([]);
});
