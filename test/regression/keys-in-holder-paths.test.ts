import { describe, expect, it } from 'vitest';
import { suspectLines } from '../../src/cli/snapshot/suspectSentences.ts';
import { fixIdea } from '../../src/profiling/heap-snapshot/suspects/fixIdea.ts';
import { holderInWords } from '../../src/wire/holderInWords.ts';
import { leaksOf } from '../profiling/heap-snapshot/startedPrograms.ts';

const item = `class Item { constructor(i) { this.i = i; this.note = ['note', { i }, i + 0.5]; } }`;

describe('the path through a Map', { timeout: 120_000 }, () => {
  it('says by which key, where the snapshot has it (was: "get(…)" of each)', async () => {
    const keys = [
      "'plain'",
      "'user:' + process.pid",
      '\'a "b"\\n\\u001b[2J\'',
      "'x'.repeat(60) + process.pid",
      "Symbol('job')",
      '7',
    ];
    // Those that are reached alike are one case, of which the greatest is told: each has a Map of its own.
    const maps = keys.map((key, at) => `const map${at} = new Map([[${key}, []]]);`);
    const all = `[${keys.map((_, at) => `map${at}`).join()}]`;
    const program = `${item} let n = 0; ${maps.join(' ')}
      export function work() {
        for (const map of ${all}) for (const list of map.values()) for (let i = 0; i < 500; i++) list.push(new Item(++n));
      }
      export const get = () => ${all};`;
    const [suspects] = await leaksOf('program.mjs', program, 1);
    const told = suspects!.map(({ path }) =>
      path.replace(/^map\d \(module .*\) → /, '').replace(/(?<=user:)\d+/, 'PID'),
    );
    expect(told.sort()).toEqual(
      [
        'get("plain")',
        'get("user:PID")',
        'get("a \\"b\\"\\n\\u001b[2J")',
        `get("${'x'.repeat(40)}…")`,
        'get(Symbol(job))',
        'get(…)',
      ].sort(),
    );
  });

  it('is no sentence for that, whatever the key', () => {
    for (const key of ['…', '"a"', '"a \\"b\\") "', 'Symbol(job)', 'Symbol(a) b)', '7.5', '-1'])
      expect(holderInWords(`globalThis.cache.get(${key})`, 'Map')).toBe(`globalThis.cache.get(${key}) (Map)`);
    expect(holderInWords('cache (module a.js)', 'Map')).toBe('cache (module a.js) → Map');
  });
});

describe('listeners of an event that is a number', { timeout: 120_000 }, () => {
  it('are told as those of others are (was: an Array, and "keep the last ones only")', async () => {
    const program = `import { EventEmitter } from 'node:events'; ${item} let n = 0;
      const bus = new EventEmitter(); bus.setMaxListeners(0);
      export function work() { for (let i = 0; i < 500; i++) { const kept = new Item(++n); bus.on(42, () => kept); } }
      export const get = () => bus;`;
    const [suspects] = await leaksOf('program.mjs', program, 1);
    expect(suspects).toMatchObject([
      {
        path: 'bus (module /app/program.mjs) → _events[42]',
        fixIdea: expect.stringMatching(/^bus\.off\(42, listener\)/),
      },
    ]);
    expect(suspectLines(suspects![0]!, 1, 120)[0]).toMatch(/^1 {2}listeners of 42 on bus \(module/);
  });

  it('are of that event, and those of a text that looks like one of the text', () => {
    const off = (event: string): string =>
      fixIdea({ className: 'Array', maskedPath: `bus (module app.js) → _events${event}`, gains: undefined });
    expect(off('[42]')).toMatch(/^bus\.off\(42, listener\)/);
    expect(off('["042"]')).toMatch(/^bus\.off\("042", listener\)/);
  });
});
