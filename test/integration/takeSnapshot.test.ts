import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalApi } from '../../src/serving/openLocalApi.ts';
import { FakeDirectory } from '../serving/FakeDirectory.ts';
import { register, TidemarkRun, unbuilt, until, Workplace } from './TidemarkRun.ts';

const directory = new FakeDirectory();

let place: Workplace;
const commands: TidemarkRun[] = [];

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  for (const command of commands.splice(0)) command.child.kill('SIGKILL');
  place.close();
});

/** `tidemark snapshot take …` in a process of its own. */
async function take(...given: string[]) {
  const command = new TidemarkRun(['snapshot', 'take', ...given], place.folder, { TMPDIR: place.sockets });
  commands.push(command);
  const { code } = await command.ended;
  return { code, stdout: command.stdout.toString(), stderr: command.stderr };
}

/** A process without a hub, which serves itself. */
function serving(script: string): ChildProcess {
  return spawn(process.execPath, ['--import', register, script], {
    cwd: place.folder,
    env: { ...process.env, TMPDIR: place.sockets, TIDEMARK_PORT: '0' },
    stdio: 'ignore',
  });
}

const app = `
  class Session { constructor(i) { this.token = ['secret', i].join('-'); } }
  globalThis.sessions = Array.from({ length: 200 }, (_, i) => new Session(i));
  setInterval(() => {}, 1000);
`;

describe.skipIf(unbuilt)('tidemark snapshot take', () => {
  it('has a process under tidemark run write a snapshot, without a dashboard too, and prints its path', async () => {
    const run = place.run(['--no-dashboard', '--interval', '100', place.script(app)]);
    await until(() => expect(run.said).not.toEqual([]));
    const plain = await until(async () => {
      const taken = await take('--out', 'snapshots');
      expect(taken).toMatchObject({ code: 0 });
      return taken;
    });
    const path = plain.stdout.trim();
    expect(path).toMatch(/\/snapshots\/\d{4}-.*\.heapsnapshot$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain('secret-17');
    expect(plain.stderr).toMatch(
      /tidemark {2}app\.mjs \(pid \d+\) stands still now: for .*, if the machine is not busy/,
    );
    expect(plain.stderr).toMatch(
      / of heap, [\d,]+ objects at most; up to [\d.]+ MB of memory, [\d.]+ MB of disk/,
    );
    expect(plain.stderr).toMatch(/ wrote [\d.]+ MB in \d+ s, [\d.]+ [kM]B\/s/);

    const pid = /\(pid (\d+)\)/.exec(plain.stderr)?.[1] as string;
    const redacted = await take(
      '--pid',
      pid,
      '--out',
      'snapshots',
      '--redact',
      '--gzip',
      '--keep',
      '1',
      '--json',
    );
    const told = JSON.parse(redacted.stdout);
    expect(told).toMatchObject({ id: pid, removed: [path], estimate: { counted: true } });
    expect(readdirSync(join(place.folder, 'snapshots'))).toHaveLength(1);
    const text = gunzipSync(readFileSync(told.path)).toString();
    expect(text).toContain('Session');
    expect(text).not.toContain('secret-17');
  });

  it('says what to do where no hub watches the process, and who can be asked where several could', async () => {
    const nobody = await take();
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toContain('No process of yours can be asked for one. Start it with tidemark run');
    const other = await take('--pid', String(process.pid));
    expect(other.code).toBe(1);
    expect(other.stderr).toContain(`No Tidemark answers in ${process.pid}.`);
    // A signal that it does not wait for would end it.
    expect(other.stderr).not.toContain('kill');
    const waits = spawn(process.execPath, [
      '--heapsnapshot-signal=SIGUSR2',
      '-e',
      'setInterval(() => {}, 1000)',
    ]);
    try {
      expect((await take('--pid', String(waits.pid))).stderr).toContain(`kill -USR2 ${waits.pid} writes one`);
    } finally {
      waits.kill('SIGKILL');
    }
    expect((await take('--pid', '999999999')).stderr).toContain('There is no process 999999999');
    expect(await take('--pid', 'x')).toMatchObject({ code: 2 });
    expect(await take('--keep', 'x')).toMatchObject({ code: 2 });

    // It ends with its parent, however that ends.
    place.script("process.on('disconnect', () => process.exit()); setInterval(() => {}, 1000);", 'child.mjs');
    const run = place.run([
      '--no-dashboard',
      place.script(
        "import { fork } from 'node:child_process'; fork(new URL('child.mjs', import.meta.url)); setInterval(() => {}, 1000);",
      ),
    ]);
    await until(() => expect(run.said).not.toEqual([]));
    await until(async () => {
      const several = await take();
      expect(several.code).toBe(2);
      expect(several.stderr).toMatch(
        /--pid must be given, since several are watched: \d+ \(app\.mjs\), \d+ \(child\.mjs\)/,
      );
    });
  });

  it('asks a process without a hub that serves its own dashboard, and leaves nothing behind', async () => {
    const child = serving(place.script(app));
    try {
      const taken = await until(async () => {
        const plain = await take('--out', 'snapshots');
        expect(plain).toMatchObject({ code: 0 });
        return plain;
      });
      expect(readFileSync(taken.stdout.trim(), 'utf8')).toContain('secret-17');
      const [folder] = place.hubDirectories();
      expect(statSync(join(place.sockets, folder as string)).mode & 0o777).toBe(0o700);
      expect((await take('--pid', String(process.pid))).stderr).toContain('TIDEMARK_PORT');
    } finally {
      child.kill('SIGKILL');
    }
    await new Promise((resolve) => child.once('close', resolve));
    // What a killed process leaves, the next one removes.
    expect(await take()).toMatchObject({ code: 1 });
    place.ageHubDirectories();
    const next = await openLocalApi({ directory, logger: console, parent: place.sockets });
    expect(place.hubDirectories()).toHaveLength(1);
    await next.close();
    expect(place.hubDirectories()).toEqual([]);
  });

  it.each(['with a hub', 'without one'])(
    'says at once that it has heard Ctrl-C, and what the process does meanwhile, which leaves nothing: %s',
    async (how) => {
      const large =
        'globalThis.rows = Array.from({ length: 300_000 }, (_, i) => ({ i, text: ["row", i].join() }));';
      const script = place.script(`${large}${app}`);
      const alone = how === 'with a hub' ? undefined : serving(script);
      try {
        if (alone === undefined) place.run(['--no-dashboard', script]);
        const command = await until(async () => {
          const taking = new TidemarkRun(['snapshot', 'take', '--out', 'snapshots'], place.folder, {
            TMPDIR: place.sockets,
          });
          commands.push(taking);
          await Promise.race([
            taking.ended,
            until(() => expect(taking.stderr).toContain('stands still now')),
          ]);
          expect(taking.stderr).toContain('stands still now');
          return taking;
        });
        command.child.kill('SIGINT');
        expect(await command.ended).toEqual({ code: null, signal: 'SIGINT' });
        expect(command.said.at(-1)).toMatch(
          /^tidemark {2}called off: app\.mjs \(pid \d+\) stands still until V8 lets go of it, and then removes what is written$/,
        );
        await until(() => expect(readdirSync(join(place.folder, 'snapshots'))).toEqual([]));
      } finally {
        alone?.kill('SIGKILL');
      }
    },
  );

  it('is refused where nothing can be written, with the reason', async () => {
    const run = place.run(['--no-dashboard', place.script(app)]);
    await until(() => expect(run.said).not.toEqual([]));
    await until(async () => {
      const refused = await take('--out', '/proc/nowhere');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/The heap snapshot could not be written: ENOENT|EACCES/);
    });
  });
});
