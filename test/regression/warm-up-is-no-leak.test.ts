import { describe, expect, it } from 'vitest';
import { leaksOf } from '../profiling/heap-snapshot/startedPrograms.ts';

/** Calls 60 of its functions for the first time before each snapshot, each often enough to be compiled. */
const programOf = (kept: string): string => `
  const routes = [];
  for (let i = 0; i < 180; i++) {
    routes.push(new Function('req', \`
      const params = new Map(Object.entries(req.query));
      const out = { id: \${i}, user: req.user, items: [] };
      for (const [k, v] of params) out.items.push(k === 'limit' ? Number(v) : { key: k, value: String(v) });
      out.items.sort((a, b) => (a.key < b.key ? -1 : 1));
      return JSON.stringify(out).length + out.items.filter((x) => x.value).map((x) => x.value.trim()).length;
    \`));
  }
  const closures = [];
  let called = 0;
  export function work() {
    for (const route of routes.slice(called, called + 30)) {
      for (let k = 0; k < 400; k++) route({ user: 'u' + k, query: { a: 'b' + k, limit: k, q: 'find ' + k } });
    }
    called += 30;
    ${kept}
  }
  export const get = () => [routes, closures];
`;

const handlers = 'for (let i = 0; i < 1000; i++) closures.push(() => i + called);';
const compiled =
  "for (let i = 0; i < 50; i++) closures.push(new Function('a', 'return a + ' + called + ' * ' + i));";

describe('functions that run for the first time between snapshots', { timeout: 300_000 }, () => {
  it('are no leak of who has them', async () => {
    const [suspects] = await leaksOf('program.mjs', programOf(''), 1);
    expect(suspects).toEqual([]);
  });

  it('hide no leak of closures', async () => {
    const [suspects] = await leaksOf('program.mjs', programOf(handlers), 1);
    expect(suspects).toMatchObject([
      { path: 'closures (module /app/program.mjs)', gains: [{ counts: [2000, 2000] }] },
    ]);
  });

  it('hide no leak of functions that are compiled each by itself, with their code', async () => {
    const [suspects] = await leaksOf('program.mjs', programOf(compiled), 1);
    expect(suspects).toMatchObject([
      { path: 'closures (module /app/program.mjs)', gains: [{ counts: [100, 100] }] },
    ]);
    // A closure alone has 64 bytes.
    expect(suspects![0]!.bytesPerInterval.every((bytes) => bytes > 100 * 500)).toBe(true);
  });
});
