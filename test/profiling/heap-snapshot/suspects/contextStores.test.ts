import { describe, expect, it } from 'vitest';
import { suspectLines } from '../../../../src/cli/snapshot/suspectSentences.ts';
import { nodes } from '../../../system/nodes.ts';
import { leaksOf } from '../startedPrograms.ts';

const timers = 'setTimeout(() => undefined, 3_600_000)';
const programOf = (store: string, made: string, around = ''): string => `
  import { AsyncLocalStorage } from 'node:async_hooks';
  class RequestStore { user = 'user ' + n++; list = [n + 0.5]; }
  let n = 0;
  export const requests = new AsyncLocalStorage(), kept = [];
  ${around}
  export function work() {
    for (let i = 0; i < 300; i++) requests.run(${store}, () => { ${made}; });
  }
`;

describe.each(nodes)('of Node.js $major', { timeout: 60_000 }, ({ path: node, missing }) => {
  const test = it.skipIf(missing !== undefined);

  test('timers that were made within run() of an AsyncLocalStorage are told with its stores', async () => {
    const [suspects] = await leaksOf('program.mjs', programOf('new RequestStore()', timers), 1, node);
    expect(suspects).toMatchObject([
      {
        // V8's own parts may come behind them.
        gains: expect.objectContaining({
          0: expect.objectContaining({ name: 'Timeout', counts: [600, 600] }),
        }),
        stores: { className: 'RequestStore', storage: expect.stringMatching(/^requests \(module /) },
        fixIdea: expect.stringMatching(/^clearTimeout.*; each keeps the store of the AsyncLocalStorage/),
      },
    ]);
    expect(suspectLines(suspects![0]!, 1, 200).join('\n')).toMatch(
      /each keeps a store of an AsyncLocalStorage, requests \(module .*program\.mjs\): RequestStore\n/,
    );
  });

  test('functions that settle promises made within it are told with these stores', async () => {
    const made = 'void new Promise((resolve) => kept.push(resolve)).then(() => undefined)';
    const [suspects] = await leaksOf('program.mjs', programOf('new RequestStore()', made), 1, node);
    expect(suspects).toMatchObject([
      {
        path: expect.stringMatching(/^kept \(module /),
        stores: { className: 'RequestStore', storage: expect.stringMatching(/^requests \(module /) },
        fixIdea: expect.stringMatching(/; each keeps the store of the AsyncLocalStorage/),
      },
    ]);
  });

  test('timers that share one store are told without, since it would be kept anyway', async () => {
    const program = programOf('one', timers, 'const one = new RequestStore();');
    const [suspects] = await leaksOf('program.mjs', program, 1, node);
    expect(suspects).toHaveLength(1);
    expect(suspects![0]).not.toHaveProperty('stores');
  });
});
