import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';
import { dashboardQueries } from '../deploy/dashboard.ts';
import { missingTool } from '../prometheus/tools.ts';
import { fastApplication } from './fastApplication.ts';
import { NodeProcess } from './NodeProcess.ts';
import { PrometheusServers } from './PrometheusServers.ts';
import { unbuilt, until, Workplace } from './TidemarkRun.ts';

const missing = unbuilt ?? missingTool('prometheus', 'prometheus-alertmanager');
const pressure = pathToFileURL(join(import.meta.dirname, '../../dist/pressure/index.js')).href;

/** What is there only in a container whose limit is known, where somebody replaces processes, or where requests leak. */
const elsewhere = [
  'tidemark_recyclings_total',
  'tidemark_container_oom_kills_total',
  'tidemark_memory_stall_ratio',
  'kind="container"',
  'tidemark_leak_bytes_per_request',
];

const place = new Workplace();
let servers: PrometheusServers | undefined;
let leaking: NodeProcess | undefined;

afterAll(() => {
  servers?.close();
  leaking?.close();
  place.close();
});

it.skipIf(missing)(
  'Prometheus has an answer to every query of the dashboard',
  async () => {
    const script = place.script(
      fastApplication(
        `
        const { MemoryPressureManager, UnifiedCache } = await import('${pressure}');
        const cache = new UnifiedCache({ name: 'pages' });
        setInterval(() => {
          monitor.recordRoute('GET /pages/:id');
          for (let index = 0; index < 100; index++) cache.set(index, 'x'.repeat(1000) + index);
        }, 200);
        new MemoryPressureManager({ monitor, cache }).enableAutomaticManagement();
      `,
        // It is under pressure from the start.
        0.01,
      ),
    );
    leaking = new NodeProcess(['--max-old-space-size=192', script, 'leaking', '0'], place.folder);
    const hub = place.run([
      '--no-open',
      '--port',
      '0',
      place.script('setInterval(() => {}, 1000);', 'idle.mjs'),
    ]);
    const [port, { url }] = await Promise.all([leaking.says(/^port (\d+)$/m), hub.greeting()]);
    servers = await PrometheusServers.start(place.folder, [
      { job: 'shop', address: `127.0.0.1:${port}` },
      { job: 'hub', address: new URL(url).host },
    ]);
    await until(async () => expect(await servers!.query('up == 1')).toHaveLength(2));

    // What has been answered once has an answer, though a leak may be told of at another time than a forecast.
    const open = new Map(dashboardQueries('5s').map(({ place: where, expression }) => [expression, where]));
    expect(open.size).toBeGreaterThan(40);
    await vi.waitFor(
      async () => {
        for (const expression of [...open.keys()]) {
          if ((await servers!.query(expression)).length > 0) open.delete(expression);
        }
        const unanswered = [...open].filter(
          ([expression]) => !elsewhere.some((part) => expression.includes(part)),
        );
        expect(unanswered).toEqual([]);
      },
      { timeout: 90_000, interval: 500 },
    );
  },
  150_000,
);
