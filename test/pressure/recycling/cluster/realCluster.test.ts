import { describe, expect, it } from 'vitest';
import type { Recycling } from '../../../../src/wire/response.ts';
import { Program, until } from '../../Program.ts';
import { KeepAliveLoad } from './KeepAliveLoad.ts';

/** A server of two workers; the first to be forked leaks from its first request on. */
const server = `
  import cluster from 'node:cluster';
  import http from 'node:http';
  import { startMemoryMonitoring } from 'tidemark';
  const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
  const { monitor } = startMemoryMonitoring({
    sampling: { interval: '200ms' },
    thresholds: { dwell: 0 },
    leakDetection: { enabled: false },
    recycling: { enabled: true, minAge: 0, jitter: 0, grace: '30s' },
  });
  if (cluster.isPrimary) {
    monitor.onEvent(({ type, payload }) => type === 'memory:recycling' && say({ step: payload }));
    cluster.on('listening', (worker) => say({ listening: String(worker.process.pid) }));
    cluster.on('disconnect', (worker) => say({ disconnected: String(worker.process.pid) }));
    cluster.on('message', (worker, message) => say({ message }));
    cluster.setupPrimary({ execArgv: ['--max-old-space-size=100'] });
    cluster.on('listening', (worker, { port }) => say({ port }));
    cluster.fork({ LEAK: 'yes' });
    cluster.fork();
  } else {
    const kept = [];
    const keep = (megabytes) => {
      for (let index = 0; index < megabytes; index++) kept.push(new Array(2 ** 17).fill(index + 0.5));
    };
    http.createServer((request, response) => {
      if (process.env.LEAK && kept.length === 0) {
        keep(80);
        setInterval(() => keep(1), 3000);
      }
      response.end(String(process.pid));
    }).listen(0, '127.0.0.1');
    process.on('message', (message) => say({ message }));
  }
`;

describe('a cluster under load', { timeout: 90_000 }, () => {
  it('has its leaking worker replaced, and no request fails', async () => {
    const program = await Program.start(server);
    const leaking = (await program.until<string>('listening', 2)) && program;
    const [port] = await leaking.until<number>('port');
    const load = new KeepAliveLoad(port!);
    const done = await until(() => {
      const found = program.said
        .map(({ step }) => step as Recycling | undefined)
        .find((step) => step?.step === 'done');
      if (found === undefined)
        throw new Error(`not replaced yet: ${JSON.stringify(program.said)} ${program.stderr}`);
      return found;
    });
    const answeredBefore = load.answered;
    await until(() => expect(load.answered).toBeGreaterThan(answeredBefore + 50));
    await load.end();
    expect(load.errors).toEqual([]);
    expect(done).toMatchObject({ kind: 'cluster-worker', detail: 'It finished its work and ended.' });
    expect(load.by.get(done.replacement!)).toBeGreaterThan(0);
    const order = program.said.flatMap(({ listening, disconnected }) => listening ?? disconnected ?? []);
    expect(order.indexOf(done.replacement!)).toBeLessThan(order.lastIndexOf(done.id));
    // What Tidemark says between its processes is nobody else's business.
    expect(program.said.filter((each) => 'message' in each)).toEqual([]);
  });
});
