import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../harness/shipped.ts';

/** Sources of this tree as programs that Node runs, in a folder of their own. */
export class Bundles {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Bundles> {
    return new Bundles(await mkdtemp(join(tmpdir(), 'tidemark-bench-')));
  }

  /** Bundles a source, named from the package's folder; returns the path of the program. */
  async bundle(source: string): Promise<string> {
    const program = join(this.#folder, `${source.replace(/\W+/g, '-')}.mjs`);
    await build({
      entryPoints: [join(root, source)],
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: program,
      logLevel: 'error',
    });
    return program;
  }

  /** The Chromium that the browser tests use, and how they start it. Rejects where there is none. */
  async chromium(): Promise<{ executablePath: string; args: string[] }> {
    const program = pathToFileURL(await this.bundle('test/findChromium.ts')).href;
    const { chromiumFlags, findChromium } = (await import(
      program
    )) as typeof import('../../test/findChromium.ts');
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('no Chromium found: npm run setup');
    return { executablePath, args: [...chromiumFlags] };
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
