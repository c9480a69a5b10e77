import { describe, expect, it } from 'vitest';
import { leaksOf } from '../profiling/heap-snapshot/startedPrograms.ts';
import { nodes } from '../system/nodes.ts';

/** Calls itself while the module is loaded, so that this stands in the stacks of errors, and waits ever after. */
const program = (item: string): string => `
  const list = [];
  let wake;
  const turn = () => new Promise((resolve) => { wake = resolve; });
  (async () => {
    for (let round = 0; ; round++) {
      for (let i = 0; i < 400; i++) list.push(${item});
      await turn();
    }
  })();
  exports.work = () => wake();`;

describe.each(nodes)('of Node.js $major', { timeout: 60_000 }, ({ path: node, missing }) => {
  it.skipIf(missing !== undefined)(
    'an array in a variable of a module has the same name whether it gathers errors, which keep the module, or others',
    async () => {
      const [errors] = await leaksOf('server.cjs', program("new Error('failed ' + i)"), 1, node);
      const [objects] = await leaksOf('server.cjs', program('{ a: i, b: [i, i, i, i, i, i] }'), 1, node);
      expect(errors).toMatchObject([{ path: 'list (module /app/server.cjs)', className: 'Array' }]);
      expect(objects).toMatchObject([{ path: errors![0]!.path, fingerprint: errors![0]!.fingerprint }]);
    },
  );
});
