import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { answerOf } from '../sampling/program.ts';

const source = join(import.meta.dirname, '../../src/profiling');

/** Writes files into a folder that is removed when the test is over, and returns that folder. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A module that exports a class of the profiler, as Node runs it. */
export async function bundled(className: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${className} } from ${JSON.stringify(join(source, `${className}.ts`))};`,
      resolveDir: source,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * Runs a program, with the given files beside it, and returns what it prints as JSON. It has an `AllocationSites` named
 * `sites` whose ages are a fiftieth of the usual ones, and `looks(work)`, which does work every 10 ms and looks twice a
 * second until there are sites.
 */
export async function runProgram(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const folder = folderOf({
    ...files,
    'node_modules/tidemark/package.json': JSON.stringify({ name: 'tidemark', type: 'module' }),
    'node_modules/tidemark/dist/index.js': await bundled('AllocationSites'),
    'program.mjs': `
      import { Session } from 'node:inspector';
      import { setTimeout as sleep } from 'node:timers/promises';
      import { AllocationSites } from './node_modules/tidemark/dist/index.js';
      const sites = new AllocationSites({ settledMs: 400 });
      async function looks(work) {
        const timer = setInterval(work, 10);
        for (let look, count = 0; ; count++) {
          await sleep(500);
          look = sites.look();
          if (count < 30 && (count < 5 || (await sites.sites()).length === 0)) continue;
          clearInterval(timer);
          return look;
        }
      }
      const print = (value) => process.stdout.write(JSON.stringify(value));
      ${text}`,
  });
  return answerOf([join(folder, 'program.mjs')], { cwd: folder });
}
