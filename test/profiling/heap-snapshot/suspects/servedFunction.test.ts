import { describe, expect, it } from 'vitest';
import { suspectLines } from '../../../../src/cli/snapshot/suspectSentences.ts';
import { nodes } from '../../../system/nodes.ts';
import { leaksOf } from '../startedPrograms.ts';

const head = `import { EventEmitter, once, setMaxListeners } from 'node:events';
export const stop = new AbortController(), bus = new EventEmitter().setMaxListeners(0);
export const gate = new Promise(() => undefined);
setMaxListeners(0, stop.signal); let n = 0;
const data = () => new Array(60).fill(n++ + 0.5);
export function work() { for (let i = 0; i < 300; i++) leak(data()); }
`;

describe.each(nodes)('of Node.js $major', { timeout: 60_000 }, ({ path: node, missing }) => {
  it.skipIf(missing !== undefined).each([
    ['a timer', 'setInterval(function refresh() { return kept; }, 1e6);', /^Timeout$/, 'calling refresh()'],
    [
      'a listener of an EventTarget',
      'stop.signal.addEventListener("abort", function cancel() { return kept; });',
      /^Listener$/,
      'calling cancel()',
    ],
    [
      'a listener of once()',
      'bus.once("end", function onEnd() { return kept; });',
      /^(?:bound function onceWrapper|function wrapper)$/,
      'calling onEnd()',
    ],
    [
      'what settles the promise of events.once()',
      '(async function wait() { await once(bus, "end"); kept.length; })();',
      /^scope of abortListener, errorListener, resolver$/,
      'waited for by wait()',
    ],
    [
      'what goes on when a promise is settled',
      '(async function deliver() { await gate; kept.length; })();',
      /^function \(anonymous\)$/,
      'waited for by deliver()',
    ],
  ])('%s is told with the function of the program that it serves, and its place', async (...given) => {
    const [, leak, name, serves] = given;
    const program = `${head}function leak(kept) {\n  ${leak}\n}\n`;
    const [suspects] = await leaksOf('program.mjs', program, 1, node);
    const gain = suspects![0]!.gains.find((one) => name.test(one.name));
    expect(gain).toMatchObject({
      serves,
      place: { file: expect.stringMatching(/program\.mjs$/), line: 8 },
    });
    const words = suspectLines(suspects![0]!, 1, 400).join('\n');
    const told = words.split(` ${gain!.name} ${serves} (`)[1];
    expect(told).toMatch(/^.*program\.mjs:8\)/);
  });

  it.skipIf(missing !== undefined)('and functions of the program are told by themselves', async () => {
    const program = `${head}function leak(kept) { bus.on('end', function onEnd() { return kept; }); }\n`;
    const [suspects] = await leaksOf('program.mjs', program, 1, node);
    expect(suspects![0]!.gains[0]).toMatchObject({ name: 'function onEnd' });
    expect(suspects![0]!.gains[0]).not.toHaveProperty('serves');
  });
});
