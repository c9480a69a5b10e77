import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';

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
    const { outputFiles } = await build({
      stdin: { contents: examples.get(title)!, resolveDir: root, loader: 'js' },
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
    for (const line of lines) expect(stdout).toContain(line);
  });
});
