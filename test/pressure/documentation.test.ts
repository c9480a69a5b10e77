import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/pressure.md'), 'utf8');
const examples = [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code!);

describe('the examples of docs/pressure.md', () => {
  it('are five', () => {
    expect(examples).toHaveLength(5);
  });

  it.each(examples)('run: example %#', async (code) => {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: root, loader: 'js' },
      alias: {
        'tidemark/pressure': join(root, 'src/pressure/index.ts'),
        tidemark: join(root, 'src/index.ts'),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
    });
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'example.mjs');
    writeFileSync(file, outputFiles[0]?.text ?? '');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file]);
    expect(stderr).toBe('');
    if (code.includes('triggerCachePruning')) expect(stdout).toContain("pruned: [ 'pages' ]");
    if (code.includes('compactHeap')) expect(stdout.match(/performed: true/g)).toHaveLength(2);
  });
});
