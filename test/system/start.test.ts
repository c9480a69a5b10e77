import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const script = join(dirname(dirname(import.meta.dirname)), 'scripts', 'start.mjs');

/** Long enough for the build that a first start may need. */
const timeout = 180_000;

interface Started {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when the pattern is in what was printed. */
  readonly prints: (pattern: RegExp) => Promise<void>;
  readonly exited: Promise<[number | null, NodeJS.Signals | null]>;
}

const children: ChildProcess[] = [];

function start(...args: readonly string[]): Started {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, TIDEMARK_PORT: '0', CI: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const prints = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(stdout + stderr)) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('close', () => reject(new Error(`ended without ${pattern}:\n${stdout}${stderr}`)));
      look();
    });
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, stdout: () => stdout, stderr: () => stderr, prints, exited };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('npm start', () => {
  it(
    'says what to look for, gives the address of the dashboard, and runs the wardrobe with a leak',
    async () => {
      const { exited, stdout, stderr } = start('--seconds', '1', '--actors', '20');
      expect(await exited).toEqual([0, null]);
      expect(stderr()).toMatch(/It leaks \(perception-log: 60,000 bytes a second\)/);
      expect(stderr()).toMatch(/tidemark {2}watching .*http:\/\/127\.0\.0\.1:\d+\//);
      expect(stdout()).toMatch(/20 actors, seed 1, leak perception-log at 60,000 bytes a second/);
      expect(stdout()).toMatch(/ended after 1\.\d s/);
    },
    timeout,
  );

  it(
    'hands options to the wardrobe, which replace the defaults',
    async () => {
      const { exited, stdout, stderr } = start('--seconds', '1', '--actors', '20', '--leak', 'none');
      expect(await exited).toEqual([0, null]);
      expect(stderr()).toMatch(/It does not leak/);
      expect(stdout()).toMatch(/no leak/);
    },
    timeout,
  );

  it(
    'ends everything when it is asked to end',
    async () => {
      const { child, exited, prints, stdout, stderr } = start('--actors', '20');
      await prints(/operations a second/);
      await prints(/pid \d+/);
      child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
      expect(stdout()).toMatch(/ended after/);
      const pid = Number(/pid (\d+)/.exec(stderr())?.[1]);
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    },
    timeout,
  );

  it(
    'starts nothing where an option is wrong, and shows the options without a dashboard',
    async () => {
      const wrong = start('--leak', 'everything');
      expect(await wrong.exited).toEqual([2, null]);
      expect(wrong.stderr()).toMatch(/--leak must be one of none, .*received "everything"/);
      expect(wrong.stdout()).toBe('');
      const help = start('--help');
      expect(await help.exited).toEqual([0, null]);
      expect(help.stdout()).toMatch(
        /^Usage: npm start -- \[options\][\s\S]*--leak NAME .*\(default: perception-log\)/,
      );
      expect(help.stderr()).toBe('');
    },
    timeout,
  );
});
