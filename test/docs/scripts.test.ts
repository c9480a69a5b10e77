import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaking, recordedRows, recordingOf } from '../monitoring/recordings.ts';
import { kib } from '../monitoring/simulation.ts';
import { type Block, blocksIn, pages, root } from './pages.ts';

/** Guides whose examples tests of their own run, ask and look at. */
const ranElsewhere: Readonly<Record<string, string>> = {
  'docs/caches.md': 'test/pressure/caches/documentation.test.ts',
  'docs/frameworks.md': 'test/frameworks/documentation.test.ts',
  'docs/holders.md': 'test/monitoring/holders/documentation.test.ts',
  'docs/load-shedding.md': 'test/pressure/shedding/documentation.test.ts',
  'docs/opentelemetry.md': 'test/opentelemetry/documentation.test.ts',
  'docs/pressure.md': 'test/pressure/documentation.test.ts',
  'docs/recycling.md': 'test/pressure/recycling/documentation.test.ts',
  'docs/testing.md': 'test/testing/documentation.test.ts',
};
const limitMs = 30_000;

const scripts = blocksIn(['js', 'ts', 'mjs']);
const running = scripts.filter(({ page, notRun }) => notRun === undefined && !(page in ranElsewhere));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-docs-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  link('tidemark', root);
  for (const name of new Set(scripts.flatMap(packagesOf))) link(name, join(root, 'node_modules', name));
  link('@types', join(root, 'node_modules/@types'));
  const rows = recordedRows({ seconds: 600, liveBytes: leaking(60 * kib), everySeconds: 2 });
  writeFileSync(join(folder, 'samples.jsonl'), recordingOf(rows, 4711));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function link(name: string, target: string): void {
  const path = join(folder, 'node_modules', name);
  if (!existsSync(target) || existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'dir');
}

/** What an example imports from other packages. */
function packagesOf({ code }: Block): string[] {
  return [...code.matchAll(/from '((?:@[\w-]+\/)?[\w-]+)/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'tidemark' && name !== 'node');
}

function fileOf({ place, language }: Block): string {
  return join(folder, `${place.replaceAll(/\W/g, '_')}.${language === 'ts' ? 'mts' : 'mjs'}`);
}

/** All of them in one program, with the types of the package as it was built. */
function typeErrors(blocks: readonly Block[]): string[] {
  const places = new Map(blocks.map((block) => [fileOf(block), block.place]));
  for (const block of blocks) writeFileSync(fileOf(block), block.code);
  const program = ts.createProgram({
    rootNames: [...places.keys()],
    options: {
      allowJs: true,
      checkJs: true,
      noEmit: true,
      skipLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      strict: true,
      noImplicitAny: false,
      strictNullChecks: false,
      experimentalDecorators: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    },
  });
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, start, messageText }) => {
    const place = places.get(file?.fileName ?? '');
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    // In a script nobody says what is not known.
    if (text.endsWith("does not exist on type 'unknown'.")) return [];
    if (place === undefined) return file === undefined ? [text] : [];
    const line = file!.getLineAndCharacterOfPosition(start ?? 0).line;
    const [page, first] = place.split(':');
    return [`${page}:${Number(first) + line}: ${text}`];
  });
}

/** How it ended, and what it said on standard error. */
async function run(block: Block): Promise<readonly [number | null, string]> {
  const file = fileOf(block);
  writeFileSync(file, block.code);
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    timeout: limitMs,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return [code, stderr];
}

describe('the scripts in README.md and docs/', () => {
  it('are found', () => {
    expect(pages.length).toBeGreaterThan(25);
    expect(scripts.length).toBeGreaterThan(50);
    expect(running.length).toBeGreaterThan(10);
    for (const test of Object.values(ranElsewhere)) expect(existsSync(join(root, test))).toBe(true);
  });

  it('say why, where they do not run', () => {
    const reasons = scripts.flatMap(({ notRun }) => notRun ?? []);
    expect(reasons.filter((reason) => !/^\w+ .*\w$/.test(reason))).toEqual([]);
  });

  it('have the types of the package', { timeout: 120_000 }, () => {
    const broken: Block = {
      place: 'broken:1',
      page: '',
      language: 'js',
      code: `import { MemoryMonitor } from 'tidemark';\nnew MemoryMonitor().getCurrentUse();\n`,
      notRun: undefined,
    };
    const errors = typeErrors([...scripts, broken]);
    expect(errors.filter((error) => !error.startsWith('broken'))).toEqual([]);
    expect(errors).toEqual([expect.stringMatching(/^broken:2: Property 'getCurrentUse' does not exist/)]);
  });

  it.each(running.map((block) => [block.place, block] as const))(
    'run as they stand: %s',
    { timeout: 60_000 },
    async (_place, block) => {
      expect(await run(block)).toEqual([0, '']);
    },
  );
});
