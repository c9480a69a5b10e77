import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const quick = ['--port', '0', '--interval', '50'];
/** Counts signals for a while after the first one, then tells the count as its exit code. */
const counting = `
  let count = 0;
  const take = () => { count += 1; if (count === 1) setTimeout(() => process.exit(count), 400); };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) process.on(signal, take);
  setInterval(() => {}, 1000);
  process.stdout.write('ready');
`;
const hasScript = spawnSync('script', ['--version']).status === 0;

describe.skipIf(unbuilt !== undefined || process.platform === 'win32')('signals', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const)(
    'reach the application once: %s',
    async (signal) => {
      const run = place.run([...quick, place.script(counting)]);
      await until(() => expect(run.stdout.toString()).toBe('ready'));
      await run.greeting();
      run.child.kill(signal);
      expect(await run.ended).toEqual({ code: 1, signal: null });
      expect(place.hubDirectories()).toEqual([]);
    },
  );

  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
    'that end it end the hub the same way: %s',
    async (signal) => {
      const run = place.run([
        ...quick,
        place.script("setInterval(() => {}, 1000); process.stdout.write('ready');"),
      ]);
      await until(() => expect(run.stdout.toString()).toBe('ready'));
      process.kill((await run.greeting()).pid, signal);
      expect(await run.ended).toEqual({ code: null, signal });
      expect(run.said.at(-1)).toContain(`was killed by ${signal}`);
      expect(place.hubDirectories()).toEqual([]);
    },
  );

  it.skipIf(!hasScript)('of the keyboard are not doubled: the terminal gives Ctrl-C to both', async () => {
    const main = join(import.meta.dirname, '../../dist/cli/main.js');
    // A shell that waits would report its own Ctrl-C instead of the exit code.
    const command = `exec ${process.execPath} ${main} run --port 0 --no-open ${place.script(counting)}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: place.folder,
      env: { ...process.env, TMPDIR: place.sockets, NODE_OPTIONS: '' },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await until(() => expect(output).toContain('watching'));
    await until(() => expect(output).toContain('ready'));
    child.stdin.write('\u0003');
    expect(await ended).toBe(1);
    expect(output).toContain('\u001b[1mtidemark');
    expect(place.hubDirectories()).toEqual([]);
  });
});
