import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { escapeControls } from '../../src/wire/escapeControls.ts';
import { FakeOutput } from './FakeOutput.ts';
import { folderOfSnapshots, runSnapshot } from './snapshotCommand.ts';

const className = 'Evil\u001b[2J\u0007\nend';
const written = 'Evil\\u001b[2J\\u0007\\nend';

const program = `
  const evil = { [Symbol.toStringTag]: ${JSON.stringify(className)} };
  const make = (i) => Object.assign(Object.create(evil), { data: new Array(50).fill(i + 0.5) });
  globalThis.kept = make(0); kept.all = [];
  const work = () => { for (let i = 0; i < 400; i++) kept.all.push(make(i)); };
  snap('a'); work(); snap('b'); work(); snap('c');
`;

let directory: string;

beforeAll(() => {
  directory = folderOfSnapshots(program);
}, 120_000);

afterAll(() => rmSync(directory, { recursive: true }));

async function told(...given: string[]): Promise<string> {
  const stdout = new FakeOutput();
  await runSnapshot(given, { directory, stdout });
  return stdout.text;
}

describe('names of classes in what is told of snapshots', { timeout: 240_000 }, () => {
  it.each([
    ['analyze', ['c.heapsnapshot']],
    ['diff', ['a.heapsnapshot', 'b.heapsnapshot', 'c.heapsnapshot']],
  ])('do not steer the terminal in %s, nor break a line of the table', async (verb, files) => {
    const text = await told(verb, ...files);
    expect(text.split('\n').some((line) => line.startsWith(written))).toBe(true);
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('are escaped beside who holds an object', async () => {
    const { suspects } = JSON.parse(
      await told('diff', '--json', 'a.heapsnapshot', 'b.heapsnapshot', 'c.heapsnapshot'),
    );
    const text = await told('retainers', 'c.heapsnapshot', String(suspects[0].id));
    expect(text).toContain(`${written} @`);
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('are exact in JSON', async () => {
    const { classes } = JSON.parse(await told('analyze', '--json', 'c.heapsnapshot'));
    expect(classes.map(({ name }: { name: string }) => name)).toContain(className);
  });

  it('are written as in code', () => {
    expect(escapeControls(className)).toBe(written);
    expect(escapeControls('a\u009bb\u202ec\u{e0001}"\\ é')).toBe('a\\u009bb\\u202ec\\udb40\\udc01"\\ é');
  });
});
