import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readFlight } from '../../src/recording/readFlight.ts';
import { NodeProcess } from './NodeProcess.ts';
import { main, register, TidemarkRun, unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;
let flights: string;

beforeEach(() => {
  place = new Workplace();
  flights = join(place.folder, 'flights');
});

afterEach(() => place.close());

function environment(): NodeJS.ProcessEnv {
  return {
    TMPDIR: place.sockets,
    TIDEMARK_RECORDER_DIRECTORY: flights,
    TIDEMARK_SAMPLING_INTERVAL: '200',
  };
}

function attach(pid: number, ...more: string[]): TidemarkRun {
  const given = ['attach', String(pid), '--no-dashboard', ...more];
  const run = new TidemarkRun(given, place.folder, environment());
  onTestFinished(() => run.close());
  return run;
}

function start(given: readonly string[]): NodeProcess {
  const application = new NodeProcess(given, place.folder, environment());
  onTestFinished(() => application.close());
  return application;
}

/** Handles whatever rejection it makes when it is asked to, and exits where it does not know it. */
const handling = `
  const { existsSync } = require('node:fs');
  process.on('unhandledRejection', (reason) => {
    console.log('handled ' + reason.message + ' emit ' + Object.hasOwn(process, 'emit') + ' listeners ' + process.listenerCount('unhandledRejection') + '.');
    if (reason instanceof RangeError) process.exit(4);
  });
  setInterval(() => {
    if (existsSync('log')) Promise.reject(new Error('one to log'));
    if (existsSync('exit')) Promise.reject(new RangeError('out of rooms'));
  }, 50);
  console.log('ready.');
`;

const ways: readonly (readonly [string, (script: string) => Promise<NodeProcess>])[] = [
  ['was preloaded into', async (script) => start(['--import', register, script])],
  [
    'has attached to',
    async (script) => {
      const application = start([script]);
      await application.says(/(ready)\./);
      attach(application.pid);
      return application;
    },
  ],
];

async function recorded(): Promise<void> {
  await until(() => {
    const [name] = readdirSync(flights).filter((one) => one.endsWith('.flight'));
    expect(readFlight(readFileSync(join(flights, name!))).samples.length).toBeGreaterThan(2);
  });
}

function death(): { readonly manner: string; readonly certainty: string; readonly exception?: unknown } {
  const options = {
    cwd: place.folder,
    env: { ...process.env, ...environment() },
    encoding: 'utf8',
  } as const;
  return JSON.parse(spawnSync(process.execPath, [main, 'postmortem', '--json'], options).stdout).death;
}

describe.skipIf(unbuilt !== undefined || process.platform !== 'linux')(
  'an application that handles its rejections',
  () => {
    for (const [way, begin] of ways) {
      it(`and that Tidemark ${way} exits for the one in whose handler it exits`, async () => {
        const application = await begin(place.script(handling, 'app.cjs'));
        await recorded();
        place.script('', 'exit');
        // Tidemark is no listener of its own.
        expect(await application.says(/handled out of rooms (.*)\./)).toBe('emit true listeners 1');
        await until(() => expect(application.child.exitCode).toBe(4));
        const exception = { name: 'RangeError', message: 'out of rooms' };
        expect(death()).toMatchObject({ manner: 'rejection', certainty: 'seen', exception });
      });

      it(`and that Tidemark ${way} dies of none that it has gone on after`, async () => {
        const application = await begin(place.script(handling, 'app.cjs'));
        await recorded();
        place.script('', 'log');
        await application.says(/handled one to (log)/);
        application.child.kill('SIGKILL');
        await until(() => expect(application.child.signalCode).toBe('SIGKILL'));
        const { manner, exception } = death();
        expect({ manner, exception }).toEqual({ manner: 'silent', exception: undefined });
      });
    }

    it('has its own emit again once it is left', async () => {
      const application = start([place.script(handling, 'app.cjs')]);
      await application.says(/(ready)\./);
      const run = attach(application.pid);
      await recorded();
      run.child.kill('SIGINT');
      expect(await run.ended).toEqual({ code: 0, signal: null });
      expect(run.stderr).toContain('its agent has stopped');
      place.script('', 'log');
      expect(await application.says(/handled one to log (.*)\./)).toBe('emit false listeners 1');
    });
  },
);

describe.skipIf(unbuilt !== undefined || process.platform !== 'linux')(
  'an application that has made `then` of all promises throw',
  () => {
    it('is refused with that reason, and goes on with its inspector closed', async () => {
      const application = start([
        place.script(
          `const { url } = require('node:inspector');
          Promise.prototype.then = () => { throw new Error('no promises here'); };
          let turn = 0;
          setInterval(() => console.log('turn ' + ++turn + ' inspector ' + url() + '.'), 100);`,
          'app.cjs',
        ),
      ]);
      await application.says(/turn (\d+)/);
      const run = attach(application.pid);
      expect(await run.ended).toEqual({ code: 1, signal: null });
      expect(run.stderr).toContain('Promise.prototype.then has been replaced, and throws: no promises here.');
      const said = application.stdout.length;
      await until(() => expect(application.stdout.slice(said)).toMatch(/turn \d+ inspector undefined\.\n/));
      expect(application.child.exitCode).toBeNull();
      expect(application.stderr).not.toContain('no promises here');
    });
  },
);
