import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import type { LeakSuspect } from '../../../src/wire/snapshot.ts';
import { leaksOf as leaksOfProgram } from './startedPrograms.ts';
import { analysed, type TinyEdge, type TinyNode } from './TinySnapshot.ts';

/** Runs a program that takes its snapshots itself, by `snap(0)` to `snap(2)`, and says what leaks in it. */
async function leaksOf(name: string, program: string): Promise<readonly LeakSuspect[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-stack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'help.cjs'),
    `exports.snap = (number) => { gc(); require('node:v8').writeHeapSnapshot(__dirname + '/' + number + '.heapsnapshot'); };
     exports.sleep = () => new Promise((resolve) => setTimeout(resolve, 20));`,
  );
  writeFileSync(join(folder, name), program);
  await promisify(execFile)(process.execPath, ['--expose-gc', join(folder, name)]);
  const file = (number: number) => new SnapshotFile(join(folder, `${number}.heapsnapshot`)).read();
  const earlier = [summaryOf(await file(0)), summaryOf(await file(1))];
  return findSuspects(new HeapSnapshot(await file(2)), earlier).suspects;
}

const fill = (list: string, item: string) => `for (let i = 0; i < 900; i++) { n++; ${list}.push(${item}); }`;

/** An array on the stack, with many things of a class, and with what follows it there. */
function stackOf(item: string, following: readonly TinyEdge[]): TinyNode[] {
  const items = Array.from({ length: 40 }, () => ({ name: item, size: 40_000 }));
  return [
    { type: 'synthetic', edges: [['element', 1, 1]] },
    { type: 'synthetic', name: '(GC roots)', edges: [['element', 7, 2]] },
    { type: 'synthetic', name: '(Stack roots)', edges: [['internal', '12', 3], ...following] },
    { name: 'Array', size: 32, edges: items.map((_, at) => ['element', at, 10 + at] as const) },
    { type: 'code', name: '/app/main.js' },
    { name: 'Map' },
    { type: 'closure', name: 'main', edges: [['internal', 'shared', 9]] },
    { name: 'system / Context' },
    { type: 'code', name: 'system / BytecodeArray' },
    { type: 'code', name: 'main', edges: [['internal', 'script', 4]] },
    ...items,
  ];
}

describe('a local variable of a function that runs while snapshots are taken', { timeout: 120_000 }, () => {
  it('is told with the function (was: "(GC roots)[7][entry]"), as two leaks where two lists hold different things', async () => {
    const suspects = await leaksOf(
      'main.cjs',
      `const { snap, sleep } = require('./help.cjs'); let n = 0;
       async function main() {
         const seen = []; const rows = [];
         for (let turn = 0; turn < 3; turn++) {
           ${fill('seen', "{ n, tag: ['t' + n, { n }] }")} ${fill('rows', "['r' + n, { n }, { n }]")}
           await sleep(); snap(turn);
         }
         process.exit(seen.length + rows.length > 0 ? 0 : 1);
       }
       main();`,
    );
    const path = 'a local variable of main(), on the stack at main.cjs:2';
    expect(suspects.map((one) => [one.path, one.className])).toEqual([
      [path, 'Array'],
      [path, 'Array'],
    ]);
    expect(new Set(suspects.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('is told apart from another one that holds the same class, with the same leak ids in each run (was: 2 Array objects)', async () => {
    const program = `const { snap, sleep } = require('./help.cjs'); let n = 0;
       class Item { list = ['t' + n, { n }]; }
       async function main() {
         const seen = []; const rows = [];
         for (let turn = 0; turn < 3; turn++) { ${fill('seen', 'new Item()')} ${fill('rows', 'new Item(), new Item()')} await sleep(); snap(turn); }
         process.exit(seen.length + rows.length > 0 ? 0 : 1);
       }
       main();`;
    const runs = [await leaksOf('main.cjs', program), await leaksOf('main.cjs', program)];
    for (const suspects of runs) {
      expect(suspects.map(({ gains }) => gains[0]!.counts)).toEqual([
        [1800, 1800],
        [900, 900],
      ]);
      expect(suspects.every(({ objects }) => objects === 1)).toBe(true);
    }
    const ids = runs.map((suspects) => suspects.map(({ fingerprint }) => fingerprint));
    expect(ids[0]).toEqual(ids[1]);
    expect(new Set(ids[0]).size).toBe(2);
  });

  it('is told as one of the module where it is at its top level, with the same leak id in each run', async () => {
    const program = `import { snap, sleep } from './help.cjs';
       const bodies = []; let n = 0;
       for (let turn = 0; turn < 3; turn++) { ${fill('bodies', "{ n, tag: ['t' + n, { n }] }")} await sleep(); snap(turn); }
       process.exit();`;
    const runs = [await leaksOf('top.mjs', program), await leaksOf('top.mjs', program)];
    for (const suspects of runs) {
      expect(suspects.map(({ path }) => path)).toEqual([
        'a local variable of the module, on the stack at top.mjs:1',
      ]);
    }
    expect(new Set(runs.flat().map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  it('is told to be one where its function cannot be found, with an id by what it holds', async () => {
    const leakOf = async (item: string) => findSuspects(await analysed(stackOf(item, [])), []).suspects;
    const [sessions] = await leakOf('Session');
    const [tokens] = await leakOf('Token');
    expect(sessions!.path).toBe('a local variable of a function that runs (on the stack)');
    expect(tokens!.fingerprint).not.toBe(sessions!.fingerprint);
  });

  it('is told with its function also where that is compiled, and has no bytecode on the stack', async () => {
    const nodes = stackOf('Session', [
      ['internal', '13', 5],
      ['internal', '14', 6],
      ['internal', '15', 7],
      ['internal', '16 / deoptimization literal', 8],
      ['internal', '17', 5],
      ['internal', '18', 6],
    ]);
    const [leak] = findSuspects(await analysed(nodes), []).suspects;
    expect(leak!.path).toBe('a local variable of main(), on the stack');
  });
});

describe('a local variable of a function that waits', { timeout: 120_000 }, () => {
  it('is told apart from another one that holds the same class, and is one leak in all calls of the function', async () => {
    const program = `
      let n = 0; const turns = [];
      class Item { list = ['t' + n, { n }]; }
      async function serve() {
        const seen = []; const rows = [];
        while (true) {
          await new Promise((resolve) => turns.push(resolve));
          for (let i = 0; i < 400; i++) { n++; seen.push(new Item()); rows.push(new Item(), new Item()); }
        }
      }
      for (let i = 0; i < 3; i++) serve();
      export async function work() {
        for (const resolve of turns.splice(0)) resolve();
        await undefined;
      }
    `;
    const [suspects] = await leaksOfProgram('program.mjs', program, 1);
    expect(suspects!.map(({ objects, gains }) => [objects, gains[0]!.counts])).toEqual([
      [3, [4800, 4800]],
      [3, [2400, 2400]],
    ]);
    expect(new Set(suspects!.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});
