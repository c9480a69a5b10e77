import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { NodeProcess } from './NodeProcess.ts';
import { TidemarkRun, unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

/** What an agent could leave behind, asked by a request that is not counted itself. */
const server = `
  const state = () => ({
    resources: process.getActiveResourcesInfo().filter((type) => type !== 'TCPSocketWrap').sort(),
    listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]).sort(),
    globals: Reflect.ownKeys(globalThis).map(String).sort(),
    environment: Object.keys(process.env).sort(),
    subscribed: channels.filter((name) => diagnostics.hasSubscribers(name)),
    inspector: inspector.url() ?? null,
    flags: process.execArgv,
  });
  const channels = ['worker_threads', 'http.server.request.start', 'http.server.response.finish', 'tracing:module.import:asyncEnd'];
  let served = 0;
  http.createServer((request, response) => {
    if (request.url === '/state') response.end(JSON.stringify(state()));
    else { served += 1; response.end('x'.repeat(1000)); }
  }).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); });
`;
const commonJs = `const http = require('node:http'); const diagnostics = require('node:diagnostics_channel'); const inspector = require('node:inspector');${server}`;
const esModule = `import http from 'node:http'; import diagnostics from 'node:diagnostics_channel'; import inspector from 'node:inspector';${server}`;

interface Served {
  readonly application: NodeProcess;
  readonly url: string;
  state(): Promise<Record<string, unknown>>;
}

async function serve(name: string, options: readonly string[] = []): Promise<Served> {
  const application = new NodeProcess([...options, name], place.folder, { TMPDIR: place.sockets });
  onTestFinished(() => application.close());
  const url = `http://127.0.0.1:${await application.says(/port (\d+)/)}`;
  return { application, url, state: async () => (await fetch(`${url}/state`)).json() as never };
}

function tidemark(...given: string[]): TidemarkRun {
  const run = new TidemarkRun(given, place.folder, { TMPDIR: place.sockets });
  onTestFinished(() => {
    run.child.kill('SIGKILL');
  });
  return run;
}

/** Asks without a pause until it is stopped; returns how many answers there were, and how many failed. */
function load(url: string): { stop(): Promise<{ answered: number; lost: number }> } {
  let isOn = true;
  let answered = 0;
  let lost = 0;
  const ask = async (): Promise<void> => {
    while (isOn) {
      try {
        const answer = await fetch(url);
        if ((await answer.text()).length === 1000) answered += 1;
        else lost += 1;
      } catch {
        lost += 1;
      }
    }
  };
  const asking = [ask(), ask(), ask()];
  return {
    stop: async () => {
      isOn = false;
      await Promise.all(asking);
      return { answered, lost };
    },
  };
}

const programs: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['a CommonJS program', () => place.script(commonJs, 'app.cjs')],
  ['an ES module', () => place.script(esModule, 'app.mjs')],
  [
    'a program bundled by esbuild',
    async () => {
      const entry = join(place.folder, place.script(esModule, 'source.mjs'));
      const outfile = join(place.folder, 'bundle.cjs');
      await build({
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        minify: true,
      });
      return 'bundle.cjs';
    },
  ],
];

describe.skipIf(unbuilt !== undefined || process.platform !== 'linux')('tidemark attach', () => {
  for (const [kind, write] of programs) {
    it(`watches ${kind} under load, and leaves it as it was`, async () => {
      const { application, url, state } = await serve(await write());
      const before = await state();
      const traffic = load(url);
      const run = tidemark('attach', String(application.pid), '--port', '0', '--interval', '100ms');
      const greeted = await run.greeting();
      expect(greeted.pid).toBe(application.pid);
      await until(async () => {
        const [process] = await run.processes();
        expect(process).toMatchObject({ state: 'live', identity: { pid: application.pid, role: 'main' } });
        const { columns } = await run.history(application.pid);
        expect(columns[0]!.length).toBeGreaterThan(3);
      });
      expect(await state()).toMatchObject({ inspector: null });
      run.child.kill('SIGINT');
      expect(await run.ended).toEqual({ code: 0, signal: null });
      expect(run.stderr).toContain('its inspector is closed again');
      expect(run.stderr).toContain('its agent has stopped, and it goes on as before');
      const { answered, lost } = await traffic.stop();
      expect(answered).toBeGreaterThan(10);
      expect(lost).toBe(0);
      await until(async () => expect(await state()).toEqual(before));
    });
  }

  it('leaves a process whose hub was killed', async () => {
    const { application, state } = await serve(place.script(commonJs, 'app.cjs'));
    const before = await state();
    const run = tidemark('attach', String(application.pid), '--no-dashboard');
    await until(() => expect(run.stderr).toContain('attached within'));
    run.child.kill('SIGKILL');
    await run.ended;
    await until(async () => expect(await state()).toEqual(before));
  });

  it('leaves a process when the time is up, and can come again', async () => {
    const { application, state } = await serve(place.script(esModule));
    const before = await state();
    for (let time = 0; time < 2; time++) {
      const run = tidemark('attach', String(application.pid), '--no-dashboard', '--for', '1s');
      expect(await run.ended).toEqual({ code: 0, signal: null });
    }
    await until(async () => expect(await state()).toEqual(before));
  });

  it('tells how the process ended that it had attached to', async () => {
    const { application } = await serve(place.script(commonJs, 'app.cjs'));
    const run = tidemark('attach', String(application.pid), '--no-dashboard');
    await until(() => expect(run.stderr).toContain('attached within'));
    application.child.kill('SIGKILL');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.stderr).toContain('ended without last words');
  });

  it('shows the process in the terminal instead', async () => {
    const { application } = await serve(place.script(commonJs, 'app.cjs'));
    const run = tidemark('attach', String(application.pid), '--top', '--for', '3s');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.stdout.toString()).toMatch(/^\S+ pid=\d+ name=app\.cjs verdict=/m);
    expect(run.stderr).not.toContain('http://');
  });

  it('goes in by an inspector that is open, and leaves that open', async () => {
    const { application, state } = await serve(place.script(commonJs, 'app.cjs'), ['--inspect=127.0.0.1:0']);
    const port = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(application.stderr)?.[1];
    expect(Number(port)).toBeGreaterThan(0);
    const before = await state();
    const run = tidemark('attach', String(application.pid), '--no-dashboard', '--for', '1s');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.stderr).toContain(`its inspector was open on port ${port} already`);
    await until(async () => expect(await state()).toEqual(before));
  });

  it('refuses a process that is watched, and says where that is to be seen', async () => {
    const watched = place.run(['--port', '0', '--no-open', place.script(commonJs, 'app.cjs')]);
    const { pid, url } = await watched.greeting();
    await until(async () => expect(await watched.processes()).toHaveLength(1));
    const run = tidemark('attach', String(pid));
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr).toContain(`is watched already, by the hub ${watched.pid}`);
    expect(run.stderr).toContain(`Its dashboard is on ${url}`);
    const list = tidemark('ps');
    await list.ended;
    expect(list.stdout.toString()).toMatch(
      new RegExp(`pid=${pid} .* tidemark="hub ${watched.pid}" command="node app.cjs"`),
    );
    expect(list.stdout.toString()).toMatch(new RegExp(`pid=${watched.pid} .* tidemark="is a hub"`));
    watched.child.kill('SIGTERM');
    await watched.ended;
  });

  it('refuses a process in which Tidemark runs by itself, once it has seen that', async () => {
    const index = join(import.meta.dirname, '../../dist/index.js');
    const { application, state } = await serve(
      place.script(
        `import { startMemoryMonitoring } from ${JSON.stringify(index)}; startMemoryMonitoring();${esModule}`,
      ),
    );
    const run = tidemark('attach', String(application.pid), '--no-dashboard');
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr).toContain('Tidemark runs in it already');
    await until(async () => expect(await state()).toMatchObject({ inspector: null }));
  });

  it('sends no signal to a process that would not take it', async () => {
    const deaf = await serve(place.script(commonJs, 'app.cjs'), [
      '--experimental-permission',
      '--allow-fs-read=*',
    ]);
    const run = tidemark('attach', String(deaf.application.pid), '--no-dashboard');
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr).toContain('--permission');
    expect(await deaf.state()).toMatchObject({ inspector: null });
  });

  it('sends no signal where another process has the port of its inspector', async () => {
    const holder = await serve(place.script(commonJs, 'app.cjs'), ['--inspect=127.0.0.1:0']);
    const port = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(holder.application.stderr)?.[1];
    const { application, state } = await serve('app.cjs', [`--inspect-port=${port}`]);
    const run = tidemark('attach', String(application.pid), '--no-dashboard');
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr).toContain(`port ${port}, which process ${holder.application.pid} has`);
    expect(await state()).toMatchObject({ inspector: null });
  });
});
