import { describe, expect, it } from 'vitest';
import { suspectLines } from '../../../../src/cli/snapshot/suspectSentences.ts';
import { nodes } from '../../../system/nodes.ts';
import { reportsOf } from '../startedPrograms.ts';

/** Node.js looks at the connections of an HTTP server every 30 s, with a timer that is in a list with all of this duration. */
const programOf = (ms: number, set: string): string => `
  import { createServer } from 'node:http';
  import { setTimeout as sleep } from 'node:timers/promises';
  export const server = createServer().listen(0);
  let n = 0;
  const data = () => new Array(60).fill(n++ + 0.5);
  async function wait(seen) { await sleep(${ms}); seen.length; }
  export function work() { for (let i = 0; i < 300; i++) { const seen = data(); ${set}; } }
`;
const interval = (ms: number): string => `setInterval(function refresh() { return seen; }, ${ms})`;

describe.each(nodes)('of Node.js $major', { timeout: 90_000 }, ({ path: node, missing }) => {
  const test = it.skipIf(missing !== undefined);

  test('timers of the program are told as those of any other duration where Node.js has one of theirs', async () => {
    const shared = programOf(30_000, interval(30_000));
    const [report] = await reportsOf('program.mjs', shared, 1, node);
    expect(report!.suspects).toMatchObject([
      {
        className: 'TimersList',
        path: expect.stringMatching(
          /^timers of 30,000 ms, mostly setInterval callback refresh\(\) at .*program\.mjs:8$/,
        ),
        fixIdea: 'clearTimeout or clearInterval when what they serve is done',
      },
    ]);
    const [suspect] = report!.suspects;
    expect(suspect!.gains[0]).toMatchObject({ name: 'Timeout' });
    expect(Math.min(...suspect!.gains[0]!.counts)).toBeGreaterThan(550);
    expect(report!.spread).toEqual([]);
    expect(suspectLines(suspect!, 1, 200)[0]).toMatch(/^1 {2}1,80\d timers of 30,000 ms/);
    const [own] = await reportsOf('program.mjs', programOf(31_000, interval(31_000)), 1, node);
    expect(own!.suspects.map(({ fingerprint }) => fingerprint)).toEqual([suspect!.fingerprint]);
  });

  test('and so are those that timers/promises sets, by the function that waits', async () => {
    const [report] = await reportsOf('program.mjs', programOf(30_000, 'wait(seen)'), 1, node);
    expect(report!.suspects).toMatchObject([
      { className: 'TimersList', path: expect.stringMatching(/waited for by wait\(\) at .*program\.mjs:7$/) },
    ]);
  });
});
