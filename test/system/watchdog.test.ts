import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FlightNote } from '../../src/recording/FlightNote.ts';
import { readFlight } from '../../src/recording/readFlight.ts';
import { main, register, unbuilt, Workplace } from '../integration/TidemarkRun.ts';

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly notes: readonly FlightNote[];
  readonly evidence: string;
}

interface WatchedOptions {
  readonly options?: readonly string[];
  readonly killAfterMs?: number;
  /** It is killed when this stands in its flight: a busy machine takes its time. */
  readonly killOnceWritten?: string;
}

function flightIn(folder: string): Buffer {
  const [name] = existsSync(folder) ? readdirSync(folder) : [];
  return name === undefined ? Buffer.alloc(0) : readFileSync(join(folder, name));
}

/** Runs a program that does something 3 s after its start, with a watchdog that speaks after one second. */
async function watched(
  body: string,
  { options = [], killAfterMs, killOnceWritten }: WatchedOptions = {},
): Promise<Outcome> {
  const place = new Workplace();
  try {
    const script = place.script(`
import { execSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
function spin(ms) { const end = Date.now() + ms; while (Date.now() < end); }
setTimeout(function work() { ${body} }, 3000);`);
    const flights = join(place.folder, 'flights');
    const environment = {
      ...process.env,
      NODE_V8_COVERAGE: undefined,
      TIDEMARK_RECORDER_DIRECTORY: flights,
      TIDEMARK_WATCHDOG_ENABLED: 'true',
      TIDEMARK_WATCHDOG_BLOCKED_AFTER: '1s',
    };
    const child = spawn(process.execPath, [...options, script], {
      cwd: place.folder,
      env: { ...environment, NODE_OPTIONS: `--import ${pathToFileURL(register).href}` },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    const reading = setInterval(() => {
      if (killOnceWritten !== undefined && flightIn(flights).includes(killOnceWritten)) child.kill('SIGKILL');
    }, 200);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearInterval(reading);
    const [name = ''] = readdirSync(flights);
    const told = spawnSync(process.execPath, [main, 'postmortem', '--json', join(flights, name)], {
      cwd: place.folder,
      env: { ...environment, NODE_OPTIONS: undefined },
      encoding: 'utf8',
    });
    expect(told.stderr).toBe('');
    const { notes } = readFlight(readFileSync(join(flights, name)));
    return { code, stdout, stderr, notes, evidence: JSON.parse(told.stdout).death.evidence.join(' ') };
  } finally {
    place.close();
  }
}

function blocks({ notes }: Outcome): FlightNote[] {
  return notes.filter(({ type }) => type === 'blocked');
}

describe.skipIf(unbuilt !== undefined || process.platform === 'win32')('the watchdog', () => {
  it.concurrent('names function and line of a loop without end that was killed', async () => {
    const found = await watched('spin(1e9);', { killAfterMs: 20_000 });
    expect(found.evidence).toMatch(
      /had stood still for .*, in spin \(app\.mjs:4\), called by work \(app\.mjs:5\); it /,
    );
    expect(found.evidence).not.toContain('it waited');
  });

  it.concurrent('names what a loop that was killed has gathered', async () => {
    const found = await watched(
      'const kept = []; const end = Date.now() + 1e9; while (Date.now() < end) { if (kept.length < 15_000) kept.push(new Array(2500).fill(1.5)); spin(1); }',
      { options: ['--max-old-space-size=400'], killOnceWritten: '"gathering"' },
    );
    expect(found.evidence).toMatch(
      /In \d s of that it allocated \d+(?:\.\d)? MB that it kept, \d+ % of it in work \(app\.mjs:5\)/,
    );
  });

  it.concurrent('tells a wait from a loop, once it is over, and the program goes on', async () => {
    const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);';
    const found = await watched(`${wait} setTimeout(() => console.log('done'), 1500);`);
    expect(found.stderr).toMatch(/The event loop stood still for \d s, in work \(app\.mjs:5\); it waited/);
    expect(found).toMatchObject({ code: 0, stdout: 'done\n' });
    expect(found.notes).toContainEqual(expect.objectContaining({ type: 'moved' }));
  });

  it.concurrent('says that native code did not let go, and nothing pauses the program later', async () => {
    const found = await watched(`execSync('sleep 4'); spin(300); console.log('done'); process.exit(3);`);
    expect(found).toMatchObject({ code: 3, stdout: 'done\n', stderr: '' });
    expect(blocks(found)).toContainEqual(expect.objectContaining({ withoutStack: 'native' }));
  });

  it.concurrent('holds nothing up: a short block is none, and the process ends as soon as it would', async () => {
    const startedAt = Date.now();
    const found = await watched('spin(600); console.log(process.getActiveResourcesInfo().length);');
    expect(found).toMatchObject({ code: 0, stderr: '' });
    expect(blocks(found)).toEqual([]);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  it.concurrent('takes no stack where the port of a debugger is open', async () => {
    const found = await watched('spin(4000); process.exit(0);', { options: ['--inspect=127.0.0.1:0'] });
    expect(found.code).toBe(0);
    expect(blocks(found)).toContainEqual(expect.objectContaining({ withoutStack: 'debugger' }));
    expect(blocks(found).some((note) => note.type === 'blocked' && note.stack)).toBe(false);
  });

  it.concurrent('leaves a program that somebody else has stopped in a debugger to him', async () => {
    const debuggerThread = `
      const { Session } = require('node:inspector');
      const session = new Session();
      session.connectToMainThread();
      session.on('Debugger.paused', () => setTimeout(() => {
        session.post('Debugger.resume');
        session.post('Debugger.disable', () => session.disconnect());
      }, 4000));
      session.post('Debugger.enable');
      session.post('Debugger.pause');
      setTimeout(() => undefined, 8000);`;
    const found = await watched(`
      new Worker(${JSON.stringify(debuggerThread)}, { eval: true, execArgv: [], env: {} });
      const at = Date.now();
      const work = setInterval(() => spin(5), 10);
      setTimeout(() => { clearInterval(work); console.log(Date.now() - at > 4000); }, 4000);`);
    expect(found).toMatchObject({ code: 0, stdout: 'true\n' });
    expect(blocks(found)).toContainEqual(expect.objectContaining({ withoutStack: 'debugger' }));
  });
});
