import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFlight } from '../../src/recording/readFlight.ts';
import { main, register, unbuilt, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const registered = ['--import', pathToFileURL(register).href];
const root = dirname(dirname(dirname(register)));

/** Long enough for the recorder to begin, and to record some more. */
const working = `
  let turns = 0;
  const work = setInterval(() => {
    if (++turns < 30) return;
    clearInterval(work);
    console.log('done');
  }, 100);`;

/** Freezes what every program lives on, as some do against tampering. */
const freezing = `
  const seen = new Set();
  function freeze(value) {
    if (value === null || !['object', 'function'].includes(typeof value) || seen.has(value)) return;
    seen.add(value);
    for (const { value: own, get, set } of Object.values(Object.getOwnPropertyDescriptors(value))) [own, get, set].forEach(freeze);
    freeze(Object.getPrototypeOf(value));
    Object.freeze(value);
  }
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (/^[A-Z]/.test(name) && !['NaN', 'Infinity'].includes(name)) freeze(globalThis[name]);
  }
  freeze(Object.getPrototypeOf(async () => undefined));
`;

/** A clock that is put forward by a day at its fourth look, and back by two from its tenth on. */
const jumping = `
  const { now } = Date;
  let looks = 0;
  Date.now = () => now() + (++looks < 4 ? 0 : looks < 10 ? 86_400_000 : -86_400_000);
`;

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  /** What Tidemark has said. */
  readonly told: readonly string[];
  readonly stderr: string;
  /** Of all flights. */
  readonly samples: number;
}

async function run(given: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ending> {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...inherited } = process.env;
  const flights = join(place.folder, 'flights');
  const child = spawn(process.execPath, [...given], {
    cwd: place.folder,
    env: {
      ...inherited,
      TIDEMARK_RECORDER_DIRECTORY: flights,
      TIDEMARK_SAMPLING_INTERVAL: '50ms',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const told = stderr.split('\n').filter((line) => line.includes('TidemarkWarning'));
  return { code, stdout, told, stderr, samples: samplesIn(flights) };
}

function samplesIn(folder: string): number {
  try {
    return readdirSync(folder)
      .map((name) => readFlight(readFileSync(join(folder, name))).samples.length)
      .reduce((sum, count) => sum + count, 0);
  } catch {
    return 0;
  }
}

/** A program as one file, with a Tidemark of its own that is to look every two seconds. */
async function bundled(): Promise<string> {
  const source = place.script(
    `import { startMemoryMonitoring } from ${JSON.stringify(join(root, 'dist/index.js'))};
     console.log(startMemoryMonitoring({ sampling: { interval: 2000 } }).config.sampling.interval);${working}`,
    'source.mjs',
  );
  await build({
    entryPoints: [join(place.folder, source)],
    outfile: join(place.folder, 'bundle.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    logLevel: 'silent',
  });
  return 'bundle.mjs';
}

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

describe.skipIf(unbuilt !== undefined || process.platform === 'win32')('an application', () => {
  it.each([
    ['with frozen intrinsics, by an option', ['--frozen-intrinsics'], ''],
    ['that has frozen its intrinsics', [], freezing],
    ['without a compiler and WebAssembly', ['--jitless'], ''],
    ['that may not make code of strings', ['--disallow-code-generation-from-strings'], ''],
    ['without __proto__', ['--disable-proto=throw'], ''],
  ])('%s is recorded, and nothing is said', async (_name, options, before) => {
    const ending = await run([...options, ...registered, place.script(before + working)]);
    expect(ending).toMatchObject({ code: 0, stdout: 'done\n', told: [] });
    expect(ending.samples).toBeGreaterThan(5);
  });

  it('whose intrinsics are frozen before Tidemark is loaded is recorded', async () => {
    const first = pathToFileURL(join(place.folder, place.script(freezing, 'first.mjs'))).href;
    const ending = await run(['--import', first, ...registered, place.script(working)]);
    expect(ending).toMatchObject({ code: 0, stdout: 'done\n', told: [] });
    expect(ending.samples).toBeGreaterThan(5);
  });

  it('whose intrinsics are frozen goes on where there is something to tell', async () => {
    const first = pathToFileURL(join(place.folder, place.script(freezing, 'first.mjs'))).href;
    const ending = await run(['--import', first, ...registered, place.script(working)], {
      TIDEMARK_PORT: 'many',
    });
    expect(ending).toMatchObject({ code: 0, stdout: 'done\n' });
    expect(ending.stderr).toContain('Tidemark stays off: TIDEMARK_PORT must be a whole number');
  });

  it('whose permissions are limited goes on, and is told what is lost', async () => {
    const options = [permission, '--allow-fs-read=*', ...registered];
    const ending = await run([...options, place.script(working)], { TIDEMARK_WATCHDOG_ENABLED: 'true' });
    expect(ending).toMatchObject({ code: 0, stdout: 'done\n', samples: 0 });
    // Both parts are loaded at the same time.
    expect(ending.told.toSorted()).toEqual([
      expect.stringContaining(
        'Nothing is recorded for a post-mortem: Access to this API has been restricted',
      ),
      expect.stringContaining('There is no watchdog: Access to this API has been restricted'),
    ]);
  });

  it('whose permissions reach no further than its own files goes on', async () => {
    const script = join(place.folder, place.script(working));
    const options = [permission, ...[script, `${root}/*`].map((path) => `--allow-fs-read=${path}`)];
    const ending = await run([...options, ...registered, script]);
    expect(ending).toMatchObject({ code: 0, stdout: 'done\n' });
    expect(ending.told.length).toBeGreaterThan(0);
  });

  it('whose clock jumps by days is recorded, and goes on', async () => {
    const first = pathToFileURL(join(place.folder, place.script(jumping, 'first.mjs'))).href;
    const ending = await run(['--import', first, ...registered, place.script(working)]);
    expect(ending).toMatchObject({ code: 0, stdout: 'done\n', told: [] });
    expect(ending.samples).toBeGreaterThan(5);
  });

  it('whose recordings have no place goes on, and is told so once', async () => {
    const ending = await run([...registered, place.script(working)], {
      TIDEMARK_RECORDER_DIRECTORY: '/proc/flights',
    });
    expect(ending).toMatchObject({ code: 0, stdout: 'done\n' });
    expect(ending.told).toEqual([expect.stringContaining('Nothing is recorded for a post-mortem: ENOENT')]);
  });

  it('whose disk is full goes on, and is told so once', async ({ skip }) => {
    const disk = join(place.folder, 'disk');
    mkdirSync(disk);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    if (status !== 0) return skip('no file system can be mounted here');
    try {
      const ending = await run([...registered, place.script(working)], { TIDEMARK_RECORDER_DIRECTORY: disk });
      expect(ending).toMatchObject({ code: 0, stdout: 'done\n' });
      expect(ending.told).toEqual([expect.stringContaining('Nothing is recorded for a post-mortem: ENOSPC')]);
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });

  it('that is one file with Tidemark in it is recorded, and told what cannot be in one file', async () => {
    const ending = await run([await bundled()], { TIDEMARK_WATCHDOG_ENABLED: 'true' });
    expect(ending).toMatchObject({ code: 0, stdout: '2000\ndone\n' });
    expect(ending.samples).toBeGreaterThan(0);
    expect(ending.told).toEqual([expect.stringContaining('There is no watchdog: Cannot find module')]);
  });

  it('with two copies of Tidemark is watched once', async () => {
    const ending = await run([...registered, await bundled()]);
    expect(ending).toMatchObject({ code: 0, stdout: '50\ndone\n' });
    expect(ending.told).toEqual([expect.stringContaining('no effect: sampling.interval')]);
    expect(readdirSync(join(place.folder, 'flights'))).toHaveLength(1);
  });

  it('without WebAssembly can look into a heap snapshot', async () => {
    const written = await run([
      place.script(`import { writeHeapSnapshot } from 'node:v8'; writeHeapSnapshot('a.heapsnapshot');`),
    ]);
    expect(written.code).toBe(0);
    const ending = await run(['--jitless', main, 'snapshot', 'analyze', 'a.heapsnapshot']);
    expect(ending).toMatchObject({ code: 0, told: [] });
  });
});
