import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { programEnvironment, programPath } from '../harness/program.ts';
import { root } from '../harness/shipped.ts';

/** A program that analyses a heap snapshot. */
export interface Analyser {
  readonly name: string;
  /** Arguments of Node.js, before the file. */
  readonly argv: readonly string[];
  readonly argvAfter?: readonly string[];
}

/** What a whole process took. */
export interface Usage {
  readonly userMs: number;
  readonly peakBytes: number;
}

const room = ['--max-old-space-size=12000'];

/** `tidemark snapshot analyze`, as it ships. */
export const tidemark: Analyser = {
  name: 'Tidemark',
  argv: [join(root, 'dist/cli/main.js'), 'snapshot', 'analyze'],
  argvAfter: ['--json'],
};

/** What bundlePeer.mjs exports. It is not compiled: it bundles by itself what it finds beside it. */
interface PeerBundler {
  readonly bundlePeer: (name: string) => Promise<string>;
  readonly peersFolder: () => string;
}

/** The peers; none where they cannot be installed, which is then told. */
export async function peers(progress: (text: string) => void): Promise<Analyser[]> {
  const module = pathToFileURL(programPath('heap-snapshot/peers/bundlePeer.mjs')).href;
  const { bundlePeer, peersFolder } = (await import(module)) as PeerBundler;
  try {
    progress('heap: installing what it is compared with, unless it is there');
    process.env.TIDEMARK_PEERS = peersFolder();
    return [
      { name: 'DevTools engine', argv: [...room, await bundlePeer('devtools')] },
      { name: 'memlab', argv: [...room, programPath('heap-snapshot/peers/memlab.mjs')] },
    ];
  } catch (error) {
    progress(`heap: without peers: ${(error as Error).message}`);
    return [];
  }
}

/** Analyses a file in a process of its own. Rejects if it fails. */
export async function usageOf({ argv, argvAfter = [] }: Analyser, file: string): Promise<Usage> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  const usageFile = join(folder, 'usage.json');
  const preload = pathToFileURL(programPath('heap-snapshot/preload/usage.mjs')).href;
  try {
    await new Promise<void>((resolve, reject) => {
      const environment = programEnvironment({
        USAGE_FILE: usageFile,
        TIDEMARK_PEERS: process.env.TIDEMARK_PEERS ?? '',
      });
      execFile(
        process.execPath,
        ['--import', preload, ...argv, file, ...argvAfter],
        { env: environment, cwd: root, maxBuffer: 2 ** 28 },
        (error, _, stderr) => (error === null ? resolve() : reject(new Error(stderr || error.message))),
      );
    });
    return JSON.parse(await readFile(usageFile, 'utf8')) as Usage;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
