import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MemoryMonitoring } from '../../src/agent/MemoryMonitoring.ts';
import { FakeHub, type Heard } from './FakeHub.ts';

const entry = join(import.meta.dirname, '../../dist/agent/register.js');
const isBuilt = existsSync(entry);

let hub: FakeHub;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'register-'));
  hub = await new FakeHub().open();
});

afterEach(async () => {
  await hub.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Ending {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs an application as `tidemark run` does. */
async function run(program: string, environment: NodeJS.ProcessEnv = {}): Promise<Ending> {
  const script = join(directory, 'app.mjs');
  writeFileSync(script, program);
  const child = spawn(process.execPath, [script], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: `--import ${pathToFileURL(entry)}`,
      TIDEMARK_HUB_SOCKET: hub.address,
      TIDEMARK_HUB_PID: String(process.pid),
      TIDEMARK_SAMPLING_INTERVAL: '10ms',
      ...environment,
    },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output, errors };
}

const samplesOf = ({ messages }: Heard) => messages.filter(({ type }) => type === 'sample');

describe.skipIf(!isBuilt)('an application under --import tidemark/register (needs dist/)', () => {
  it('is heard by the hub from hello to goodbye, and does not notice', async () => {
    const ending = await run(`setTimeout(() => { console.log('done'); process.exitCode = 3; }, 200);`);
    expect(ending).toEqual({ code: 3, output: 'done\n', errors: '' });
    const [heard] = await hub.until((all) => all.length === 1 && all[0]?.ended === true);
    expect(heard?.process).toMatchObject({ role: 'main', name: 'app.mjs', threadId: 0, intervalMs: 10 });
    expect(heard?.process.id).toBe(String(heard?.process.pid));
    expect(samplesOf(heard as Heard).length).toBeGreaterThan(1);
    expect(heard?.messages.at(-1)).toEqual({ type: 'goodbye', reason: 'exit code 3' });
  });

  it('is not kept alive', async () => {
    expect(await run('')).toEqual({ code: 0, output: '', errors: '' });
    await hub.until((all) => all.length === 1 && all[0]?.ended === true);
  });

  it('may exit at once', async () => {
    expect(await run('process.exit(5);')).toEqual({ code: 5, output: '', errors: '' });
  });

  it('runs where something that was loaded earlier has broken what tells of the process', async () => {
    const earlier = join(directory, 'earlier.cjs');
    writeFileSync(earlier, `process.uptime = () => { throw new Error('of something else'); };`);
    const ending = await run(`console.log('done');`, {
      NODE_OPTIONS: `--require ${earlier} --import ${pathToFileURL(entry)}`,
    });
    expect(ending).toMatchObject({ code: 0, output: 'done\n' });
  });

  it('may crash, with its own error and its own exit code', async () => {
    const ending = await run(`setTimeout(() => { throw new Error('of the application'); }, 50);`);
    expect(ending.code).toBe(1);
    expect(ending.errors).toContain('of the application');
    expect(ending.errors).not.toMatch(/tidemark/i);
    const [heard] = await hub.until((all) => all[0]?.ended === true);
    expect(heard?.messages.at(-1)).toEqual({ type: 'goodbye', reason: 'exit code 1' });
  });

  it('is heard with its cluster workers, worker threads and child processes', async () => {
    const ending = await run(`
      import cluster from 'node:cluster';
      import { fork } from 'node:child_process';
      import { isMainThread, Worker } from 'node:worker_threads';
      const script = process.argv[1];
      const part = process.argv[2] ?? (cluster.isWorker ? 'cluster' : isMainThread ? 'main' : 'thread');
      if (part === 'main') {
        cluster.fork();
        new Worker(script);
        fork(script, ['child']);
      } else {
        setTimeout(() => process.exit(), 300);
      }
    `);
    expect(ending).toEqual({ code: 0, output: '', errors: '' });
    const heard = await hub.until((all) => all.length === 4 && all.every(({ ended }) => ended));
    const roles = heard.map(({ process }) => process.role).sort();
    expect(roles).toEqual(['child', 'cluster-worker', 'main', 'worker-thread']);
    expect(new Set(heard.map(({ process }) => process.id)).size).toBe(4);
    const main = heard.find(({ process }) => process.role === 'main');
    const thread = heard.find(({ process }) => process.role === 'worker-thread');
    expect(thread?.process.id).toBe(`${main?.process.pid}.${thread?.process.threadId}`);
    for (const one of heard) expect(samplesOf(one).length).toBeGreaterThan(0);
  });

  it('may start threads that know of no hub', async () => {
    const ending = await run(`
      import { isMainThread, Worker } from 'node:worker_threads';
      if (isMainThread) new Worker(process.argv[1], { env: {} });
      else console.log('thread');
    `);
    expect(ending).toEqual({ code: 0, output: 'thread\n', errors: '' });
    expect(await hub.until((all) => all.length === 1)).toHaveLength(1);
  });

  it('may replace what the agent lives on', async () => {
    const ending = await run(`
      const stay = setTimeout;
      const broken = () => { throw new Error('replaced'); };
      for (const name of ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'setImmediate', 'queueMicrotask']) {
        globalThis[name] = broken;
      }
      process.memoryUsage = broken;
      process.hrtime = broken;
      performance.now = broken;
      Date.now = broken;
      stay(() => console.log('done'), 200);
    `);
    expect(ending).toEqual({ code: 0, output: 'done\n', errors: '' });
    const [heard] = await hub.until((all) => all[0]?.ended === true);
    expect(samplesOf(heard as Heard).length).toBeGreaterThan(2);
    expect(heard?.messages.at(-1)).toEqual({ type: 'goodbye', reason: 'exit code 0' });
  });

  it('runs on without a hub behind its socket', async () => {
    const ending = await run(`setTimeout(() => console.log('done'), 100);`, {
      TIDEMARK_HUB_SOCKET: join(directory, 'nobody.sock'),
    });
    expect(ending).toEqual({ code: 0, output: 'done\n', errors: '' });
  });

  it('runs on when the hub dies', async () => {
    const ending = run(`setTimeout(() => console.log('done'), 400);`);
    await hub.until((all) => all.length === 1);
    await hub.close();
    expect(await ending).toEqual({ code: 0, output: 'done\n', errors: '' });
  });

  it('is left alone where TIDEMARK_ENABLED is false', async () => {
    const ending = await run(`setTimeout(() => console.log('done'), 50);`, { TIDEMARK_ENABLED: 'false' });
    expect(ending).toEqual({ code: 0, output: 'done\n', errors: '' });
    expect(hub.heard).toEqual([]);
  });

  it('is configured by the file of its directory', async () => {
    writeFileSync(join(directory, 'tidemark.config.mjs'), 'export default { name: "by file" };');
    await run('');
    const [heard] = await hub.until((all) => all.length === 1);
    expect(heard?.process.name).toBe('by file');
  });

  it('runs on with a wrong configuration, of which it is told once', async () => {
    writeFileSync(join(directory, 'tidemark.config.json'), '{ "sampling": { "intervall": 5 } }');
    const ending = await run(`
      import { fork } from 'node:child_process';
      console.log(process.argv[2] ?? 'main');
      if (!process.argv[2]) fork(process.argv[1], ['child']);
    `);
    expect(ending.code).toBe(0);
    expect(ending.output).toBe('main\nchild\n');
    expect(ending.errors.match(/Tidemark stays off/g)).toHaveLength(1);
    expect(ending.errors).toContain('[UNKNOWN_OPTION] TidemarkWarning');
    expect(ending.errors).toContain('did you mean sampling.interval?');
    expect(hub.heard).toEqual([]);
  });

  it('is told of variables that are no settings', async () => {
    const ending = await run('', { TIDEMARK_INTERVAL: '5', TIDEMARK_HUB_SOCKET: '' });
    expect(ending.code).toBe(0);
    expect(ending.errors).toContain('did you mean TIDEMARK_SAMPLING_INTERVAL?');
  });
});

describe('register', () => {
  const running = () =>
    (globalThis as { [key: symbol]: MemoryMonitoring | undefined })[Symbol.for('tidemark.monitoring')];

  async function register(environment: NodeJS.ProcessEnv): Promise<void> {
    vi.resetModules();
    Object.assign(process.env, environment);
    try {
      await import('../../src/agent/register.ts');
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
    }
  }

  it('starts the agent of this process', async () => {
    await register({ TIDEMARK_SAMPLING_INTERVAL: '1m' });
    expect(running()?.monitor.running).toBe(true);
    expect(running()?.monitor.intervalMs).toBe(60_000);
    running()?.stop();
  });

  it('starts nothing where it is not wanted', async () => {
    await register({ TIDEMARK_ENABLED: 'false' });
    expect(running()).toBeUndefined();
  });

  it('leaves variables that are no settings to the hub, where there is one', async () => {
    const told: string[] = [];
    const listener = ({ message }: Error) => told.push(message);
    process.on('warning', listener);
    const environment = { TIDEMARK_ENABLED: 'false', TIDEMARK_INTERVAL: '5' };
    await register({ ...environment, TIDEMARK_HUB_SOCKET: 'hub.sock' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
    await register(environment);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listener);
    expect(told).toEqual([expect.stringContaining('TIDEMARK_INTERVAL')]);
  });

  it('starts nothing with a wrong configuration, and tells what is wrong', async () => {
    const told = new Promise<Error & { code?: string }>((resolve) => process.once('warning', resolve));
    await register({ TIDEMARK_PORT: 'many' });
    const { name, code, message } = await told;
    expect({ name, code }).toEqual({ name: 'TidemarkWarning', code: 'INVALID_OPTION' });
    expect(message).toMatch(/^Tidemark stays off: TIDEMARK_PORT must be a whole number/);
    expect(running()).toBeUndefined();
  });

  it('leaves the telling to the main process', async () => {
    const told: Error[] = [];
    const listener = (warning: Error) => told.push(warning);
    process.on('warning', listener);
    await register({ TIDEMARK_PORT: 'many', TIDEMARK_HUB_PID: '1' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listener);
    expect(told).toEqual([]);
  });
});
