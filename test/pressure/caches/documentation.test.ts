import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../Program.ts';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/caches.md'), 'utf8');
const examples = new Map(
  [...text.matchAll(/^## (.*)\n(?:(?!^## )[\s\S])*?^```js\n([\s\S]*?)^```/gm)].map(([, title, code]) => [
    title!,
    code!,
  ]),
);

/** What each example prints, in part. */
const printed: readonly (readonly [string, readonly string[]])[] = [
  ['A cache: `UnifiedCache`', ['<h1>About</h1> undefined', '/about 14', 'hitRate: 0.5']],
  ['A value that takes time: `get(key, generator)`', ['1 query']],
  ['What is out of date: `invalidate`', ['2\n1\n1']],
  ['Under management', ['entries: 100', "pruned: [ 'pages' ]"]],
  ['The caches you have', ["kind: 'Map'", 'What is in a WeakMap']],
];

describe('the examples of docs/caches.md', () => {
  it('are these', () => {
    expect([...examples.keys()]).toEqual(printed.map(([title]) => title));
  });

  it.each(printed)('run: %s', async (title, lines) => {
    const program = await Program.run(examples.get(title)!);
    const { stdout, stderr } = program;
    expect([await program.closed, stderr]).toEqual([0, '']);
    for (const line of lines) expect(stdout).toContain(line);
  });
});
