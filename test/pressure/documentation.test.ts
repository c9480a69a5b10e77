import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from './Program.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/pressure.md'), 'utf8');
const examples = [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code!);

describe('the examples of docs/pressure.md', () => {
  it('are five', () => {
    expect(examples).toHaveLength(5);
  });

  it.each(examples)('run: example %#', async (code) => {
    const program = await Program.run(code);
    const { stdout, stderr } = program;
    expect([await program.closed, stderr]).toEqual([0, '']);
    if (code.includes('triggerCachePruning')) expect(stdout).toContain("pruned: [ 'pages' ]");
    if (code.includes('compactHeap')) expect(stdout.match(/performed: true/g)).toHaveLength(2);
  });
});
