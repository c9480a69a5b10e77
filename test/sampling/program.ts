import { type ExecFileOptions, execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

const source = join(import.meta.dirname, '../../src/sampling');

/**
 * Writes a program which may use `nodeSource`, `LiveSizeTracker`, `sampleFields`, `column` and `toSample`, as a file of
 * its own that plain Node runs. It is removed when the test is over.
 */
export async function programFile(text: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const imports = `
    import { nodeSource } from ${JSON.stringify(join(source, 'nodeSource.ts'))};
    import { column, sampleFields, toSample } from ${JSON.stringify(join(source, '../wire/sample.ts'))};
  `;
  const { outputFiles } = await build({
    stdin: { contents: imports + text, resolveDir: source, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
  });
  const file = join(directory, 'program.mjs');
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return file;
}

/** What a Node process prints as JSON. */
export async function answerOf(args: readonly string[], options: ExecFileOptions = {}): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return JSON.parse(String(stdout));
}
