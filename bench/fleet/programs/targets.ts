import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { LeakReport } from '../../../src/wire/event.ts';
import { shippedPackage, shippedUrl } from '../../harness/shipped.ts';
import { MovingPage } from '../MovingPage.ts';

/** Which targets this process stands for; those below `leaking` leak. */
export interface TargetsOrder {
  readonly first: number;
  readonly count: number;
  readonly leaking: number;
}

/** Where they are. */
export interface TargetsReady {
  readonly port: number;
  readonly pageBytes: number;
  readonly series: number;
}

const leak: LeakReport = {
  id: 'a1b2c3d4',
  level: 'confirmed',
  memory: 'heap',
  rateBytesPerSecond: 50_000,
  grownBytes: 60_000_000,
  sinceMs: 1_200_000,
  pattern: 'linear',
  confidence: 0.9,
  sites: [],
  evidence: [],
  advice: '',
};

const order = JSON.parse(process.argv[2] as string) as TargetsOrder;
const { MemoryMonitor } = await shippedPackage();
const { prometheusMetrics } = (await import(
  shippedUrl('prometheus/index.js')
)) as typeof import('../../../src/prometheus/index.ts');
// Their limits are those of small machines, so that nothing but leaks is to be told of.
const monitor = new MemoryMonitor({ samplingInterval: 1000 });
monitor.start();
await work();
const healthy = new MovingPage((await prometheusMetrics(monitor).page()).body);
const ofLeak = prometheusMetrics(monitor);
monitor.responded({ type: 'memory:leak_confirmed', time: Date.now(), payload: leak } as never);
const leaking = new MovingPage((await ofLeak.page()).body);
monitor.stop();

const startedAt = Date.now();
const server = createServer((request, response) => {
  const index = Number(request.url?.split('/')[1]);
  const isOurs = index >= order.first && index < order.first + order.count;
  const page = index < order.leaking ? leaking : healthy;
  response.writeHead(isOurs ? 200 : 404, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  response.end(isOurs ? page.at(index, (Date.now() - startedAt) / 1000) : '');
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const ready: TargetsReady = {
    port,
    pageBytes: Buffer.byteLength(healthy.at(0, 0)),
    series: healthy.series,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
});
process.on('disconnect', () => process.exit());

/** Two seconds of garbage, so that there are collections and samples to tell of. */
async function work(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) {
    monitor.recordRoute(`GET /pages/${turn % 10}`);
    for (let each = 0; each < 20; each += 1) new Array<number>(10_000).fill(turn);
    await delay(50);
  }
}
