import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readFlight } from '../../src/recording/readFlight.ts';
import { main, register, unbuilt, until, Workplace } from '../integration/TidemarkRun.ts';
import { type InstalledNode, nodes } from './nodes.ts';

/** All of it, on each Node.js that there is, with `npm run test:system`; a few cells of it with every other test. */
const isFull = process.env.KILL_MATRIX === 'full';
const usualIntervalMs = 200;
/** The first with `--report-exclude-env`. */
const reportingMajor = 22;
const groups = '/sys/fs/cgroup/memory';

interface Death {
  /** What the application does once it is recorded. */
  readonly script: string;
  readonly options?: readonly string[];
  /** What is done to it, so many milliseconds after the application has said that it is doomed. */
  readonly signal?: NodeJS.Signals;
  readonly signalAfterMs?: number;
  /** What is to be found out, where nobody sees its end, and under a hub. */
  readonly alone: string;
  readonly underHub: string;
  readonly certainty?: string;
  readonly signalSeen?: string;
  readonly code?: number;
  readonly inGroup?: boolean;
  /** Between two samples. @default 200 */
  readonly intervalMs?: number;
  /** What is to be found out alone where Node.js can leave the environment out of what it says, and is told to. */
  readonly aloneReported?: string;
}

const deaths: Readonly<Record<string, Death>> = {
  SIGKILL: { script: '', signal: 'SIGKILL', alone: 'silent', underHub: 'signal', signalSeen: 'SIGKILL' },
  SIGTERM: { script: '', signal: 'SIGTERM', alone: 'silent', underHub: 'signal', signalSeen: 'SIGTERM' },
  'OOM kill of its control group': {
    script: 'const held = []; setInterval(() => held.push(Buffer.alloc(4e6, 1)), 20);',
    alone: 'container',
    underHub: 'container',
    certainty: 'seen',
    signalSeen: 'SIGKILL',
    inGroup: true,
  },
  'heap out of memory': {
    script:
      'const held = []; setInterval(() => { for (let n = 0; n < 3000; n++) held.push(new Array(20).fill(n)); }, 20);',
    options: ['--max-old-space-size=48'],
    alone: 'heap',
    underHub: 'heap',
    signalSeen: 'SIGABRT',
  },
  'heap out of memory within one turn of the event loop': {
    script: 'const held = []; for (;;) held.push(new Array(100).fill(1));',
    options: ['--max-old-space-size=48'],
    // As an agent samples by default: there is no sample of what fills the heap.
    intervalMs: 5000,
    alone: 'silent',
    aloneReported: 'heap',
    underHub: 'heap',
    signalSeen: 'SIGABRT',
  },
  abort: { script: 'process.abort();', alone: 'silent', underHub: 'abort', signalSeen: 'SIGABRT' },
  'uncaught exception': {
    script: 'throw new TypeError("no such room");',
    alone: 'exception',
    underHub: 'exception',
    code: 1,
  },
  'unhandled rejection': {
    script: 'Promise.reject(new RangeError("out of rooms"));',
    alone: 'rejection',
    underHub: 'rejection',
    code: 1,
  },
  'unhandled rejection, in a handler of its own': {
    script:
      'process.on("unhandledRejection", () => process.exit(4)); Promise.reject(new RangeError("out of rooms"));',
    alone: 'rejection',
    underHub: 'rejection',
    certainty: 'seen',
    code: 4,
  },
  'process.exit': { script: 'process.exit(3);', alone: 'exit', underHub: 'exit', code: 3 },
  'blocked, then killed': {
    script: 'for (;;);',
    signal: 'SIGKILL',
    signalAfterMs: 4000,
    alone: 'silent',
    underHub: 'signal',
    signalSeen: 'SIGKILL',
  },
};

const usual: readonly (readonly [string, boolean])[] = [
  ['SIGKILL', false],
  ['uncaught exception', false],
  ['SIGKILL', true],
  ['process.exit', true],
  ['heap out of memory within one turn of the event loop', true],
];
const hubs = [false, true];
const all = Object.keys(deaths).flatMap((name) => hubs.map((hasHub) => [name, hasHub] as const));
const groupMade = isFull ? madeGroup() : undefined;

/** A control group of version 1 for those who die of it, with others in it; `undefined` where none can be made. */
function madeGroup(): string | undefined {
  const path = join(groups, `tidemark-kill-${process.pid}`);
  try {
    mkdirSync(path);
    return path;
  } catch {
    return undefined;
  }
}

afterAll(async () => {
  if (groupMade !== undefined) await until(() => rmdirSync(groupMade));
});

/** Waits until it is told to, and does then what it dies of; as long as its event loop comes round it says so. */
function program({ script }: Death): string {
  return `
    import { existsSync, writeFileSync } from 'node:fs';
    setInterval(() => writeFileSync('beat', String(Date.now())), 20);
    const wait = setInterval(() => {
      if (!existsSync('go')) return;
      clearInterval(wait);
      writeFileSync('doomed', String(process.pid));
      setTimeout(() => { ${script} }, 20);
    }, 20);`;
}

/** A command that runs the program, in a group of its own where it is to die there. */
function commandOf({ options = [] }: Death, node: string, script: string, ownGroup?: string): string[] {
  const command = [node, ...options, script];
  if (ownGroup === undefined) return command;
  mkdirSync(ownGroup);
  writeFileSync(`${ownGroup}/memory.limit_in_bytes`, String(160 * 1024 ** 2));
  return ['/bin/sh', '-c', `echo $$ > ${ownGroup}/cgroup.procs; exec "$0" "$@"`, ...command];
}

function flightIn(place: Workplace): string | undefined {
  const folder = join(place.folder, 'flights');
  const name = readdirSync(folder).find((one) => one.endsWith('.flight'));
  return name && join(folder, name);
}

function postmortem(place: Workplace, environment: NodeJS.ProcessEnv) {
  const told = spawnSync(process.execPath, [main, 'postmortem', '--json'], {
    cwd: place.folder,
    env: environment,
    encoding: 'utf8',
  });
  expect(told.stderr).toBe('');
  return JSON.parse(told.stdout);
}

/** Why this cannot be tried here; `undefined` where it can. */
function obstacle({ inGroup }: Death, { missing }: InstalledNode): string | undefined {
  if (inGroup && groupMade === undefined) return 'no control group of version 1 can be made here';
  return missing;
}

const canRun = unbuilt === undefined && process.platform !== 'win32';

describe.skipIf(!canRun).each(nodes)('a post-mortem on Node.js $major', (installed) => {
  const isOwn = installed.path === process.execPath;
  const cells = isFull ? all : isOwn ? usual : usual.slice(0, 1);
  if (isFull && process.env.CI && installed.missing) throw new Error(installed.missing);

  it.concurrent.for(cells)('after %s, with a hub: %s', async ([name, hasHub], { skip }) => {
    const death = deaths[name] as Death;
    const missing = obstacle(death, installed);
    if (missing !== undefined) return skip(missing);
    const ownGroup = death.inGroup ? join(groupMade!, `${installed.major}-${hasHub}`) : undefined;
    const place = new Workplace();
    const environment = {
      ...process.env,
      NODE_OPTIONS: undefined,
      NODE_V8_COVERAGE: undefined,
      TMPDIR: place.sockets,
      TIDEMARK_RECORDER_DIRECTORY: join(place.folder, 'flights'),
      TIDEMARK_SAMPLING_INTERVAL: String(death.intervalMs ?? usualIntervalMs),
      HUSHED: 'a-secret-of-the-environment',
      TIDEMARK_AUTOMATIC_RESPONSE_ENABLED: 'false',
    };
    mkdirSync(join(place.folder, 'flights'));
    let alone: ChildProcess | undefined;
    try {
      const script = place.script(program(death));
      const reports = !hasHub && death.aloneReported !== undefined && installed.major >= reportingMajor;
      const options = [...(death.options ?? []), ...(reports ? ['--report-exclude-env'] : [])];
      const [command = '', ...rest] = commandOf({ ...death, options }, installed.path, script, ownGroup);
      const run = hasHub ? place.run(['--no-dashboard', '--', command, ...rest], environment) : undefined;
      if (!hasHub) {
        alone = spawn(command, rest, {
          cwd: place.folder,
          env: { ...environment, NODE_OPTIONS: `--import ${pathToFileURL(register).href}` },
          stdio: 'ignore',
        });
      }
      await until(() => {
        const path = flightIn(place);
        expect(path && readFlight(readFileSync(path)).samples.length).toBeGreaterThan(2);
      });
      writeFileSync(join(place.folder, 'go'), '');
      const pid = await until(() => Number(place.read('doomed')) || expect.fail('not doomed yet'));
      if (death.signal !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, death.signalAfterMs ?? 300));
        process.kill(pid, death.signal);
      }
      if (run !== undefined) await run.ended;
      else await until(() => expect(alone?.exitCode ?? alone?.signalCode).not.toBeNull());

      const found = postmortem(place, environment);
      const manner = hasHub ? death.underHub : reports ? death.aloneReported : death.alone;
      expect(found.death.manner).toBe(manner);
      if (manner === 'heap') {
        expect(found.death.limit.kind).toBe('heap');
        if (hasHub || reports)
          expect(found.death).toMatchObject({ certainty: 'seen', fatalError: { isOutOfMemory: true } });
        for (const path of found.beside) expect(readFileSync(path, 'utf8')).not.toContain('a-secret-of');
      }
      if (death.certainty) expect(found.death.certainty).toBe(death.certainty);
      if (hasHub && death.signalSeen) expect(found.death.exit.signal).toBe(death.signalSeen);
      if (death.code !== undefined) expect(found.death.exit.code).toBe(death.code);
      if (hasHub && name.startsWith('blocked')) expect(found.death.blockedMs).toBeGreaterThan(2000);
      expect(found.process).toMatchObject({
        pid,
        nodeVersion: expect.stringContaining(`${installed.major}.`),
      });
      expect(found.recorded.skipped).toBeLessThanOrEqual(1);
      const missingMs = Number(place.read('beat')) - found.last.sample.time;
      expect(missingMs).toBeLessThan(2000);
      if (run && !['exit', 'exception', 'rejection'].includes(death.underHub)) {
        expect(run.stderr).toContain(`tidemark postmortem --pid ${pid}`);
      }
    } finally {
      alone?.kill('SIGKILL');
      place.close();
      if (ownGroup !== undefined) await until(() => rmdirSync(ownGroup));
    }
  });
});
