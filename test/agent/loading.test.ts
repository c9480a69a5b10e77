import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const source = join(import.meta.dirname, '../../src');

/** The source files that an agent has loaded once it runs, if modules come in as few files as the build makes of them. */
async function loadedAtStart(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(source, 'agent/register.ts')],
    outdir: '/dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
  });
  const { outputs } = metafile;
  const waiting = Object.keys(outputs).filter((name) => /(?:register|startAgent-\w+)\.js$/.test(name));
  const loaded = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const output = outputs[name];
    if (output === undefined || loaded.has(name)) continue;
    loaded.add(name);
    for (const { path, kind } of output.imports) if (kind === 'import-statement') waiting.push(path);
  }
  return [...loaded].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}));
}

it('an agent starts without the code that names sites, answers pressure, records, or serves', async () => {
  const files = await loadedAtStart();
  expect(files).toContainEqual(expect.stringMatching(/agent\/startAgent\.ts$/));
  expect(files).toContainEqual(expect.stringMatching(/agent\/LazyAllocations\.ts$/));
  expect(files).toContainEqual(expect.stringMatching(/agent\/LazyPressure\.ts$/));
  expect(files).toContainEqual(expect.stringMatching(/agent\/LazyRecorder\.ts$/));
  expect(
    files.filter((file) => /src\/(?:profiling|pressure|recording|serving|hub|cli)\//.test(file)),
  ).toEqual([]);
});
