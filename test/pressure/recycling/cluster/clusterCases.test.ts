import { get } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { Recycling } from '../../../../src/wire/response.ts';
import { Program } from '../../Program.ts';

/** Two workers that answer with their pid, and a primary that replaces the ones that it is told to, one by one. */
const program = (given: {
  readonly settings?: string;
  readonly primary?: string;
  readonly worker?: string;
  readonly asks?: number;
}): string => `
  import cluster from 'node:cluster';
  import http from 'node:http';
  import { MemoryMonitor } from 'tidemark';
  import { recycleClusterWorkers } from 'tidemark/pressure';
  const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
  if (cluster.isPrimary) {
    const recycler = recycleClusterWorkers({
      monitor: new MemoryMonitor(),
      minAge: 0,
      jitter: 0,
      ${given.settings ?? ''}
      onRecycling: (step) => {
        say({ step });
        say({ workers: Object.values(cluster.workers).map((worker) => String(worker.process.pid)) });
        if (step.step !== 'begun') setTimeout(ask, 2500);
      },
    });
    cluster.on('listening', (worker, { port }) => say({ port, listening: String(worker.process.pid) }));
    cluster.on('exit', (worker) => say({ exit: String(worker.process.pid), expected: worker.exitedAfterDisconnect }));
    const workers = [cluster.fork(), cluster.fork()];
    let asks = ${given.asks ?? 1};
    const ask = () => {
      const next = workers.shift();
      if (asks-- > 0) recycler.requestRecycling(String(next.process.pid), 'By hand.');
      else say({ workers: Object.values(cluster.workers).map((worker) => String(worker.process.pid)), end: true });
    };
    ${given.primary ?? "let up = 0; cluster.on('listening', () => { if (++up === 2) ask(); });"}
  } else {
    ${
      given.worker ??
      `const monitor = new MemoryMonitor({ samplingInterval: 100 });
       monitor.start();
       recycleClusterWorkers({ monitor });
       http.createServer((_request, response) => response.end(String(process.pid))).listen(0, '127.0.0.1');`
    }
  }
`;

const reporting = `
  const monitor = new MemoryMonitor({ samplingInterval: 50 });
  monitor.start();
  recycleClusterWorkers({ monitor });
`;

function answerOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    }).on('error', reject);
  });
}

const steps = async (running: Program, count: number): Promise<Recycling[]> =>
  await running.until<Recycling>('step', count);

describe('a cluster', { timeout: 90_000 }, () => {
  it('keeps the old worker where the new one ends before it listens', async () => {
    const running = await Program.start(
      program({
        settings: "fork: () => cluster.fork({ BROKEN: 'yes' }),",
        worker: `if (process.env.BROKEN) process.exit(3);
          http.createServer((_request, response) => response.end(String(process.pid))).listen(0, '127.0.0.1');`,
      }),
    );
    const [begun, failed] = await steps(running, 2);
    expect(failed).toMatchObject({ id: begun?.id, step: 'failed', cause: 'requested' });
    expect(failed?.detail).toBe('The replacement did not start: it ended with code 3. The old one stays.');
    await running.until('end');
    const [port] = await running.until<number>('port');
    const answers = new Set([await answerOf(port!), await answerOf(port!)]);
    expect([...answers]).toContain(begun?.id);
  });

  it('keeps the old worker where the new one does not listen in time, and ends that one', async () => {
    const running = await Program.start(
      program({
        settings: "startTimeout: 1500, fork: () => cluster.fork({ SLOW: 'yes' }),",
        worker: `if (process.env.SLOW) setInterval(() => {}, 1000);
          else http.createServer((_request, response) => response.end(String(process.pid))).listen(0, '127.0.0.1');`,
      }),
    );
    const [begun, failed] = await steps(running, 2);
    expect(failed?.detail).toContain('it did not listen within 1500 ms');
    await running.until('end');
    const workers = (await running.until<string[]>('workers')).at(-1);
    expect(workers).toHaveLength(2);
    expect(workers).toContain(begun?.id);
  });

  it('grows by one worker, and not by more, where the application starts one for each that ends', async () => {
    const running = await Program.start(
      program({
        asks: 2,
        primary: `
          let up = 0;
          cluster.on('listening', () => { if (++up === 2) ask(); });
          cluster.on('exit', () => cluster.fork());
        `,
      }),
    );
    await running.until('end');
    const [, first, , second] = await steps(running, 4);
    expect([first?.step, second?.step]).toEqual(['done', 'done']);
    expect(first?.replacement).toBeDefined();
    expect(second?.replacement).toBeUndefined();
    expect((await running.until<string[]>('workers')).at(-1)).toHaveLength(3);
  });

  it('may be of workers that listen to nothing and know nothing of Tidemark', async () => {
    const running = await Program.start(
      program({
        primary: "let up = 0; cluster.on('online', () => { if (++up === 2) ask(); });",
        worker: 'setInterval(() => {}, 1000);',
      }),
    );
    const [, done] = await steps(running, 2);
    expect(done).toMatchObject({ step: 'done', detail: 'It finished its work and ended.' });
    expect(running.said.filter(({ exit }) => exit !== undefined)).toEqual([
      { exit: done?.id, expected: true },
    ]);
    // They are told of at each step: what came before the last one does not know the replacement yet.
    await vi.waitFor(
      async () => expect((await running.until<string[]>('workers')).at(-1)).toContain(done?.replacement),
      { timeout: 20_000 },
    );
  });

  it('lets a long request finish, and its worker end after it', async () => {
    const running = await Program.start(
      program({
        primary: "cluster.on('message', () => ask());",
        worker: `${reporting}
          // Only the first serves until its replacement comes, so that the request is its own.
          if (cluster.worker.id === 2) await new Promise(() => {});
          http.createServer((_request, response) => {
            process.send('begun');
            setTimeout(() => response.end(String(process.pid)), 3000);
          }).listen(0, '127.0.0.1');
        `,
      }),
    );
    const [port] = await running.until<number>('port');
    const answer = await answerOf(port!);
    const [, done] = await steps(running, 2);
    expect(answer).toBe(done?.id);
    expect(done).toMatchObject({ step: 'done', detail: 'It finished its work and ended.' });
  });

  it('kills after the grace what does not end', async () => {
    const running = await Program.start(
      program({
        settings: "grace: '2s',",
        worker: `${reporting}
          process.on('SIGTERM', () => {});
          process.on('disconnect', () => {});
          setInterval(() => {}, 1000);
          http.createServer((_request, response) => response.end(String(process.pid))).listen(0, '127.0.0.1');`,
      }),
    );
    const [, done] = await steps(running, 2);
    expect(done).toMatchObject({ step: 'done', detail: 'It did not end within the grace, and was killed.' });
    expect(running.said).toContainEqual({ exit: done?.id, expected: true });
  });

  it('has no more workers replaced in an hour than are allowed', async () => {
    const running = await Program.start(program({ settings: 'maxPerHour: 1,', asks: 2 }));
    const told = await steps(running, 3);
    expect(told.map(({ step }) => step)).toEqual(['begun', 'done', 'refused']);
    const workers = (await running.until<string[]>('workers', 3)).at(-1);
    expect(workers).toContain(told[2]?.id);
  });
});
