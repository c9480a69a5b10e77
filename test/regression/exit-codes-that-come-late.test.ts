// What a listener of `exit` makes of the exit code was told as it had been before, 0 for 44; -1 and '7' as they were given.
// And a rejection that got a handler later was told as what a process that exited after it had died of.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { deathOf } from '../../src/recording/death/deathOf.ts';
import { readFlight } from '../../src/recording/readFlight.ts';
import { register, unbuilt, Workplace } from '../integration/TidemarkRun.ts';
import { nodes } from '../system/nodes.ts';

/** Once it is recorded, it does what it ends by. */
function program(action: string, before = ''): string {
  return `
    import { readdirSync } from 'node:fs';
    ${before}
    const wait = setInterval(() => {
      if (readdirSync('flights').length === 0) return;
      clearInterval(wait);
      setTimeout(() => { ${action} }, 50);
    }, 20);`;
}

interface Case {
  readonly script: string;
  readonly code: number;
  readonly manner?: string;
  readonly error?: string;
}

const late = "const promise = Promise.reject(new RangeError('late'));";
const caught = `${late} setTimeout(() => { promise.catch(() => {}); setTimeout(() => process.exit(3), 50); }, 50);`;
const cases: Readonly<Record<string, Case>> = {
  'one that a listener sets': {
    script: program('', "process.on('exit', () => { process.exitCode = 44; });"),
    code: 44,
  },
  'that of a top-level await that is never settled': {
    script: `${program('')} await new Promise(() => {});`,
    code: 13,
  },
  'that of an exit within exit': {
    script: program('process.exit(3);', "process.on('exit', () => process.exit(33));"),
    code: 33,
  },
  'that of a listener that throws': {
    script: program('', "process.on('exit', () => { throw new TypeError('of a listener'); });"),
    code: 1,
    manner: 'exception',
    error: 'TypeError',
  },
  'one that was set before a listener threw': {
    script: program(
      'process.exit(5);',
      "process.on('exit', () => { throw new TypeError('of a listener'); });",
    ),
    code: 5,
    manner: 'exception',
    error: 'TypeError',
  },
  'one that is a text': { script: program("process.exit('7');"), code: 7 },
  'one below 0': { script: program('process.exit(-1);'), code: 255 },
  'one above 255': { script: program('process.exit(257);'), code: 1 },
  'one after a rejection that was handled, and caught later': {
    script: program(caught, "process.on('unhandledRejection', () => {});"),
    code: 3,
  },
  'one after a rejection that was survived, and caught later': {
    script: program(caught, "process.on('uncaughtException', () => {});"),
    code: 3,
  },
  'one after a rejection that nobody caught': {
    script: program(
      `${late} setTimeout(() => process.exit(3), 50);`,
      "process.on('uncaughtException', () => {});",
    ),
    code: 3,
    manner: 'rejection',
    error: 'RangeError',
  },
};

describe.skipIf(unbuilt !== undefined || process.platform === 'win32').each(nodes)(
  'the exit code of a process on Node.js $major',
  ({ path, missing }) => {
    const isOwn = path === process.execPath;
    const some = isOwn ? Object.keys(cases) : Object.keys(cases).slice(0, 3);
    it.concurrent.for(some)(
      'is told as the system has seen it: %s',
      async (name, { skip, onTestFinished }) => {
        if (missing !== undefined) return skip(missing);
        const { script, code, manner = 'exit', error } = cases[name] as Case;
        const place = new Workplace();
        onTestFinished(() => place.close());
        const flights = join(place.folder, 'flights');
        mkdirSync(flights);
        const child = spawn(path, ['--import', pathToFileURL(register).href, place.script(script)], {
          cwd: place.folder,
          env: { ...process.env, NODE_OPTIONS: undefined, TIDEMARK_RECORDER_DIRECTORY: flights },
          stdio: 'ignore',
        });
        onTestFinished(() => void child.kill('SIGKILL'));
        const [seen] = await once(child, 'exit');
        const [flight = ''] = readdirSync(flights);
        const death = deathOf(readFlight(readFileSync(join(flights, flight))));
        expect([seen, death.exit?.code, death.manner, death.exception?.name]).toEqual([
          code,
          code,
          manner,
          error,
        ]);
      },
    );
  },
);
