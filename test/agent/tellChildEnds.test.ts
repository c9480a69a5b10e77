import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tellChildEnds } from '../../src/agent/tellChildEnds.ts';

let told: unknown[];
let end: () => void;

beforeEach(() => {
  told = [];
  end = tellChildEnds({ sendChildEnd: (pid, exit) => void told.push([pid, exit]) });
});

afterEach(() => end());

const node = (code: string): ChildProcess => spawn(process.execPath, ['-e', code]);

it('the hub hears how processes ended that this one has started, however it started them', async () => {
  const killed = fork('data:text/javascript,', { execArgv: ['-e', 'setInterval(() => {}, 1000)'] });
  await once(killed, 'spawn');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const failed = node('process.exit(3)');
  await once(failed, 'exit');
  expect(told).toEqual([
    [killed.pid, { code: null, signal: 'SIGKILL' }],
    [failed.pid, { code: 3, signal: null }],
  ]);
});

it('the hub hears nothing of what ended well, never started, or was waited for on the spot', async () => {
  await once(node(''), 'exit');
  await once(spawn(`${process.execPath}-missing`), 'error');
  spawnSync(process.execPath, ['-e', 'process.exit(3)']);
  expect(told).toEqual([]);
});

it('the application sees nothing of that: no listener, and what it is called with is the same', async () => {
  const child = node('process.exit(3)');
  expect(child.listenerCount('exit')).toBe(0);
  expect(await once(child, 'exit')).toEqual([3, null]);
  expect([child.exitCode, child.signalCode]).toEqual([3, null]);
});

it('the hub hears nothing once the agent has left', async () => {
  const child = node('process.exit(3)');
  end();
  await once(child, 'exit');
  expect(told).toEqual([]);
});

it('whatever is on that channel, nothing is thrown into the application', () => {
  const throwing = {
    get _handle(): never {
      throw new Error('replaced');
    },
  };
  const handles = [undefined, null, {}, { onexit: 1 }, Object.freeze({ onexit: () => {} })];
  const messages = [
    undefined,
    'text',
    {},
    { process: throwing },
    ...handles.map((_handle) => ({ process: { _handle } })),
  ];
  for (const message of messages) expect(() => channel('child_process').publish(message)).not.toThrow();
});
