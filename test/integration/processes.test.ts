import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessSummary } from '../../src/wire/process.ts';
import { unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const quick = ['--port', '0', '--interval', '100'];

function roles(processes: readonly ProcessSummary[]): string[] {
  return processes.map(({ identity, state }) => `${identity.role} ${state}`).sort();
}

describe.skipIf(unbuilt)('the processes of an application', () => {
  it('are its cluster workers, worker threads and child processes, each by its role', async () => {
    place.script("process.on('message', () => process.exit(4)); setInterval(() => {}, 1000);", 'child.mjs');
    place.script('setInterval(() => {}, 1000);', 'thread.mjs');
    const app = place.script(`
      import cluster from 'node:cluster';
      import { fork } from 'node:child_process';
      import { Worker } from 'node:worker_threads';
      if (cluster.isPrimary) {
        cluster.fork(); cluster.fork();
        new Worker(new URL('thread.mjs', import.meta.url));
        const child = fork(new URL('child.mjs', import.meta.url));
        process.on('SIGUSR2', () => child.send('exit'));
      }
      setInterval(() => {}, 1000);
    `);
    const run = place.run([...quick, '--samples', 's.jsonl', app]);
    const { pid } = await run.greeting();
    await until(async () => {
      expect(roles(await run.processes())).toEqual([
        'child live',
        'cluster-worker live',
        'cluster-worker live',
        'main live',
        'worker-thread live',
      ]);
    });
    const processes = await run.processes();
    const thread = processes.find(({ identity }) => identity.role === 'worker-thread')?.identity;
    expect(thread).toMatchObject({ pid, id: `${pid}.${thread?.threadId}` });
    await until(() => {
      const ids = new Set(place.lines('s.jsonl').map((line) => (JSON.parse(line) as { id: string }).id));
      expect([...ids].sort()).toEqual(processes.map(({ identity }) => identity.id).sort());
    });

    process.kill(run.pid, 'SIGUSR2');
    await until(async () => {
      const child = (await run.processes()).find(({ identity }) => identity.role === 'child');
      expect([child?.state, child?.exit?.code]).toEqual(['gone', 4]);
    });
  });

  it('are told of as they ended, also where only their parent or a shell has seen that', async () => {
    const child = place.script('setInterval(() => {}, 1000);', 'child.mjs');
    const app = place.script(`
      import { fork, spawn } from 'node:child_process';
      fork(new URL('${child}', import.meta.url));
      spawn('sh', ['-c', 'node ${child}; exit $?'], { stdio: 'ignore' });
      setInterval(() => {}, 1000);
    `);
    const run = place.run([...quick, app]);
    const children = async () =>
      (await run.processes()).filter(({ identity }) => identity.name === 'child.mjs');
    await until(async () => expect(await children()).toHaveLength(2));
    for (const { identity } of await children()) process.kill(identity.pid, 'SIGKILL');
    await until(async () =>
      expect((await children()).map(({ state, exit }) => [state, exit?.signal])).toEqual([
        ['gone', 'SIGKILL'],
        ['gone', 'SIGKILL'],
      ]),
    );
    await until(() =>
      expect(run.stderr.match(/child process \d+ {3}was killed by SIGKILL/g)).toHaveLength(2),
    );
  });

  it('may be 50 threads at a time, and end with it', async () => {
    const app = place.script(`
      import { isMainThread, Worker } from 'node:worker_threads';
      if (isMainThread) {
        for (let count = 0; count < 50; count++) {
          new Worker(new URL(import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 32 } });
        }
      }
      setInterval(() => {}, 1000);
    `);
    const run = place.run([...quick, app]);
    await until(async () => {
      const processes = await run.processes();
      expect(processes).toHaveLength(51);
      expect(new Set(processes.map(({ state }) => state))).toEqual(new Set(['live']));
    });
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(place.hubDirectories()).toEqual([]);
    expect(run.said).toEqual([expect.stringContaining('watching')]);
  });
});
