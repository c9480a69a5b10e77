import { EventEmitter } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { snapshotText } from '../profiling/heap-snapshot/TinySnapshot.ts';
import { FakeOutput } from './FakeOutput.ts';
import { folderOfSnapshots, runSnapshot } from './snapshotCommand.ts';

const program = `
  class Session { constructor(i) { this.token = 'token ' + i; this.data = new Array(50).fill(i + 0.5); } }
  globalThis.sessions = new Map();
  const bus = globalThis.bus = new (require('node:events').EventEmitter)();
  bus.setMaxListeners(0);
  function work(round) {
    for (let i = 0; i < 300; i++) {
      sessions.set(round + ' ' + i, new Session(i));
      const data = new Array(50).fill(i + 0.5);
      bus.on('data', function onData() { return data; });
    }
  }
  snap('a'); work(1); snap('b'); work(2); snap('c');
`;

let directory: string;
let stdout: FakeOutput;
let stderr: FakeOutput;
let signals: EventEmitter;
let clock: () => number;
let environment: NodeJS.ProcessEnv;

beforeAll(() => {
  directory = folderOfSnapshots(program);
}, 120_000);

afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(() => {
  stdout = new FakeOutput();
  stderr = new FakeOutput();
  signals = new EventEmitter();
  clock = () => 0;
  environment = { LANG: 'en_GB.UTF-8' };
});

function snapshot(...given: string[]) {
  return runSnapshot(given, { directory, stdout, stderr, signals, environment, now: () => clock() });
}

describe('tidemark snapshot diff', () => {
  it('names the leaks with path, growth, place and what to try', async () => {
    expect(await snapshot('diff', 'a.heapsnapshot', 'b.heapsnapshot', 'c.heapsnapshot')).toEqual({
      exitCode: 0,
    });
    expect(stdout.lines.slice(0, 2).join(' ')).toMatch(
      /^2 leaks in 3 snapshots\. {2}[\d.]+ MB → [\d.]+ MB → [\d.]+ MB; .*, and [\d.]+ kB grew steadily\.$/,
    );
    expect(stdout.text).toMatch(
      /\d {2}globalThis\.sessions \(Map\) +\+[\d.]+ kB {3}\d+ % {3}\+[\d.]+ kB \+[\d.]+ kB\n/,
    );
    expect(stdout.text).toContain('gains +300 +300 Session ([eval]:3)');
    expect(stdout.text).toMatch(/\d {2}listeners of "data" on globalThis\.bus +\+/);
    expect(stdout.text).toMatch(/gains \+300 \+300\s+function onData/);
    expect(stdout.text).toContain('try  bus.off("data", listener) when it is done');
    expect(stdout.text).toMatch(/the rest: [\d.]+ \w+ \(\d+ %\)/);
    expect(stdout.text).toMatch(/\nSession +\+600 +-0 +\+[\d.]+ kB/);
    expect(stderr.text).toBe('');
    expect(Math.max(...stdout.lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says of two snapshots what they cannot tell', async () => {
    expect(await snapshot('diff', 'a.heapsnapshot', 'b.heapsnapshot')).toEqual({ exitCode: 0 });
    expect(stdout.lines[0]).toMatch(/^2 suspected leaks in 2 snapshots/);
    expect(stdout.text).toContain('Two snapshots cannot tell a leak from what fills up once');
  });

  it('is plain ASCII where the locale has nothing else', async () => {
    environment = {};
    await snapshot('diff', 'a.heapsnapshot', 'b.heapsnapshot', 'c.heapsnapshot');
    expect(stdout.text).toMatch(/^[\n -~]+$/);
    expect(stdout.lines[0]).toContain(' -> ');
  });

  it('prints everything as JSON, and shows only the classes asked for', async () => {
    await snapshot('diff', '--json', 'a.heapsnapshot', 'b.heapsnapshot', 'c.heapsnapshot');
    const told = JSON.parse(stdout.text);
    expect(told).toMatchObject({
      files: ['a.heapsnapshot', 'b.heapsnapshot', 'c.heapsnapshot'],
      snapshots: 3,
    });
    expect(told.suspects).toHaveLength(2);
    stdout.text = '';
    await snapshot('diff', '--class', 'session', 'a.heapsnapshot', 'c.heapsnapshot');
    expect(stdout.lines).toHaveLength(2);
    stdout.text = '';
    await snapshot('diff', '--class', 'no such', 'a.heapsnapshot', 'c.heapsnapshot');
    expect(stdout.text).toBe('No class has changed.\n');
  });

  it('refuses snapshots in the wrong order, too few and too many', async () => {
    expect(await snapshot('diff', 'b.heapsnapshot', 'a.heapsnapshot')).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('a.heapsnapshot is older than b.heapsnapshot, or of another process');
    expect(await snapshot('diff', 'a.heapsnapshot')).toEqual({ exitCode: 2 });
    expect(await snapshot('diff', 'a.heapsnapshot', 'a.heapsnapshot')).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain(
      'FILES must be different snapshots, none of them twice, received "a.heapsnapshot"',
    );
    expect(await snapshot('diff', ...Array(4).fill('a.heapsnapshot'))).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('FILES must be two or three snapshots, received 4');
  });
});

describe('tidemark snapshot analyze', () => {
  it('tells what holds most, and the classes by what they keep alive', async () => {
    writeFileSync(
      join(directory, 'store.heapsnapshot'),
      snapshotText([
        { type: 'synthetic', edges: [['shortcut', 'global', 1]] },
        { name: 'global', edges: [['property', 'store', 2]] },
        { name: 'Map', size: 50, edges: [['internal', 'table', 3]] },
        {
          type: 'array',
          size: 50,
          edges: [
            ['internal', '1', 4],
            ['internal', '2', 5],
          ],
        },
        { name: 'Item', size: 900_000 },
        { name: 'Item', size: 900_000 },
      ]),
    );
    expect(await snapshot('analyze', 'store.heapsnapshot')).toEqual({ exitCode: 0 });
    expect(stdout.lines[0]).toMatch(/^1\.7 MB in 6 objects {3}store\.heapsnapshot, /);
    expect(stdout.text).toMatch(
      /1 {2}2 Item objects .*\n {3}such as globalThis\.store\.get\(…\) \(Item\): @\d+ holds/,
    );
    expect(stdout.text).toContain('One snapshot tells what is large, not what grows');
    expect(stdout.text).toMatch(/\nItem +2 +1\.7 MB +1\.7 MB\n/);
  });

  it('shows the classes that are asked for, and says how many it leaves out', async () => {
    expect(await snapshot('analyze', 'c.heapsnapshot', '--class', 'SESSION')).toEqual({ exitCode: 0 });
    expect(stdout.text).toMatch(/CLASS +OBJECTS +THEMSELVES +KEEP ALIVE\nSession {2}\[eval\]:3 +600 /);
    stdout.text = '';
    await snapshot('analyze', 'c.heapsnapshot', '--top', '3');
    expect(stdout.lines.at(-1)).toMatch(/^and \d+ more: --top/);
    stdout.text = '';
    await snapshot('analyze', 'c.heapsnapshot', '--class', 'no such');
    expect(stdout.text).toContain('No class has that in its name.');
    stdout.text = '';
    await snapshot('analyze', 'c.heapsnapshot', '--json', '--class', 'Session');
    expect(JSON.parse(stdout.text)).toMatchObject({
      file: 'c.heapsnapshot',
      classes: [{ name: 'Session', count: 600 }],
    });
  });

  it('tells files that are none, or not there, and wrong numbers', async () => {
    writeFileSync(
      join(directory, 'half.heapsnapshot'),
      readFileSync(join(directory, 'a.heapsnapshot')).subarray(0, 200_000),
    );
    expect(await snapshot('analyze', 'half.heapsnapshot')).toEqual({ exitCode: 1 });
    expect(stderr.text).toMatch(/half\.heapsnapshot: A heap snapshot must be whole, but/);
    expect(await snapshot('analyze', 'nothing.heapsnapshot')).toEqual({ exitCode: 1 });
    expect(stderr.text).toMatch(
      /FILE must be a heap snapshot that can be read, received nothing\.heapsnapshot/,
    );
    expect(stderr.text).toContain('received nothing.heapsnapshot (there is no such file)');
    expect(await snapshot('diff', 'half.heapsnapshot', 'later.heapsnapshot')).toEqual({ exitCode: 1 });
    // Told before the first one is read.
    expect(stderr.text).toContain('received later.heapsnapshot (there is no such file)');
    expect(await snapshot('analyze')).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('See tidemark snapshot analyze --help.');
    expect(await snapshot('analyze', '.')).toEqual({ exitCode: 1 });
    expect(await snapshot('analyze', 'a.heapsnapshot', '--top', '0')).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('--top must be a whole number from 1 to 999,999, received "0"');
  });

  it('shows how far it is at a terminal, with the speed, and ends with Ctrl-C', async () => {
    stderr = new FakeOutput({ isTTY: true });
    let time = 0;
    clock = () => {
      time += 600;
      return time;
    };
    await snapshot('analyze', 'c.heapsnapshot');
    expect(stderr.text).toMatch(
      /reading c\.heapsnapshot {3}\d+ % {3}[\d.]+ [kM]B\/s {3}\d+ s left {3}Ctrl-C stops/,
    );
    for (const phase of [
      'adding up sizes',
      'finding who keeps whom alive',
      'telling classes apart',
      'finding what holds most',
    ])
      expect(stderr.text).toMatch(new RegExp(`${phase} {3}\\d s {3}Ctrl-C stops`));
    // The line goes before the report comes.
    expect(stderr.text.endsWith('\r\x1b[2K')).toBe(true);
    stdout.text = '';
    clock = () => {
      signals.emit('SIGINT', 'SIGINT');
      return 0;
    };
    expect(await snapshot('analyze', 'c.heapsnapshot')).toEqual({ signal: 'SIGINT' });
    expect(stdout.text).toBe('');
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });
});

describe('tidemark snapshot retainers', () => {
  it('tells who holds an object, how it is reached, and with what it goes', async () => {
    await snapshot('diff', '--json', 'a.heapsnapshot', 'b.heapsnapshot', 'c.heapsnapshot');
    const suspects: { id: number; className: string }[] = JSON.parse(stdout.text).suspects;
    const { id } = suspects.find(({ className }) => className === 'Map')!;
    stdout.text = '';
    expect(await snapshot('retainers', 'c.heapsnapshot', `@${id}`)).toEqual({ exitCode: 0 });
    expect(stdout.lines[0]).toMatch(new RegExp(`^Map @${id} {3}keeps [\\d.]+ kB alive, [\\d.]+ kB itself$`));
    expect(stdout.lines[1]).toBe('globalThis.sessions');
    expect(stdout.text).toMatch(/\nheld by\n {2}globalThis\.sessions {3}global @\d+/);
    stdout.text = '';
    await snapshot('retainers', 'c.heapsnapshot', String(id), '--json');
    expect(JSON.parse(stdout.text)).toMatchObject({
      id,
      path: 'globalThis.sessions',
      dominator: { className: 'global' },
    });
  });

  it('shows some of many holders, and none of what nobody holds', async () => {
    const holders = Array.from({ length: 30 }, (_, index) => index + 2);
    writeFileSync(
      join(directory, 'many.heapsnapshot'),
      snapshotText([
        { type: 'synthetic', edges: [['shortcut', 'global', 1]] },
        { name: 'global', edges: holders.map((node) => ['element', node, node]) },
        ...holders.map((): { name: string; edges: [[string, string, number]] } => ({
          name: 'A',
          edges: [['property', 'x', 32]],
        })),
        { name: 'B', size: 8 },
        { name: 'alone', size: 8 },
      ]),
    );
    await snapshot('retainers', 'many.heapsnapshot', '65');
    expect(stdout.text).toMatch(/globalThis\[2\]\.x {3}A @5\n/);
    expect(stdout.lines.at(-1)).toBe('  and 10 more: --top');
    stdout.text = '';
    await snapshot('retainers', 'many.heapsnapshot', '67');
    expect(stdout.text).toContain('nothing that the program can reach holds it');
    expect(stdout.text).toContain('  nobody but V8 itself');
  });

  it("names no root of V8's as an object: not among the holders, and not as what goes with it", async () => {
    writeFileSync(
      join(directory, 'stack.heapsnapshot'),
      snapshotText([
        { type: 'synthetic', edges: [['element', 1, 1]] },
        { type: 'synthetic', name: '(GC roots)', edges: [['element', 7, 2]] },
        { type: 'synthetic', name: '(Stack roots)', edges: [['element', 0, 3]] },
        { name: 'List', size: 8 },
      ]),
    );
    await snapshot('retainers', 'stack.heapsnapshot', '7');
    expect(stdout.text).not.toContain('(synthetic)');
    const path = 'a local variable of a function that runs (on the stack)';
    expect(stdout.lines.slice(1)).toEqual([path, '', 'held by', '  (GC roots)[7][0]']);
    stdout.text = '';
    await snapshot('retainers', 'stack.heapsnapshot', '7', '--json');
    expect(JSON.parse(stdout.text)).not.toHaveProperty('dominator');
  });

  it("counts no root of V8's among the classes that changed", async () => {
    for (const [name, id] of [
      ['before', 7],
      ['after', 9],
    ] as const) {
      const nodes = [
        { type: 'synthetic', edges: [['element', 1, 1] as const] },
        { type: 'synthetic', name: '(Stack roots)', id, size: 8, edges: [['element', 0, 2] as const] },
        { name: 'List', size: 8 },
      ];
      writeFileSync(join(directory, `${name}.heapsnapshot`), snapshotText(nodes));
    }
    await snapshot('diff', 'before.heapsnapshot', 'after.heapsnapshot');
    expect(stdout.lines.at(-1)).toBe('No class has changed.');
  });

  it('refuses what is no object', async () => {
    expect(await snapshot('retainers', 'c.heapsnapshot', 'Map')).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('ID must be the number of an object, such as @66253, received "Map"');
    expect(await snapshot('retainers', 'c.heapsnapshot', '4000000000')).toEqual({ exitCode: 2 });
    expect(stderr.text).toContain('of an object in this snapshot');
  });
});
