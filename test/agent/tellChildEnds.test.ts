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
  await once(spawn('no-such-command'), 'error');
  spawnSync(process.execPath, ['-e', 'process.exit(3)']);
  expect(told).toEqual([]);
});

it('the hub hears nothing once the agent has left', async () => {
  const child = node('process.exit(3)');
  end();
  await once(child, 'exit');
  expect(told).toEqual([]);
});

it('whatever is on that channel, nothing is thrown into the application', () => {
  for (const message of [undefined, 'text', {}, { process: { once: 1 } }])
    channel('child_process').publish(message);
  const broken = {
    once: () => {
      throw new Error('replaced');
    },
  };
  expect(() => channel('child_process').publish({ process: broken })).not.toThrow();
});
