import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { missingTool } from '../prometheus/tools.ts';
import { NodeProcess } from './NodeProcess.ts';
import { register, unbuilt, until, Workplace } from './TidemarkRun.ts';

const withoutPromtool = missingTool('promtool');
const root = join(import.meta.dirname, '../..');
const ours = pathToFileURL(join(root, 'dist/prometheus/index.js')).href;
const main = pathToFileURL(join(root, 'dist/index.js')).href;
const promClient = pathToFileURL(join(root, 'node_modules/prom-client/index.js')).href;

let place: Workplace;
const processes: NodeProcess[] = [];

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  for (const each of processes.splice(0)) each.close();
  place.close();
});

async function scrape(url: string, accept = 'text/plain'): Promise<string> {
  const response = await fetch(`${url}metrics`, { headers: { accept } });
  expect(response.status).toBe(200);
  return response.text();
}

/** Label values of the series of a metric. */
function labelsOf(body: string, name: string): Record<string, string>[] {
  return [...body.matchAll(new RegExp(`^${name}\\{(.*)\\} `, 'gm'))].map(([, text]) =>
    Object.fromEntries([...text!.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
  );
}

it.skipIf(unbuilt)('the hub tells of all processes and threads in one scrape', async () => {
  const script = place.script(`
    import cluster from 'node:cluster';
    import { Worker, isMainThread } from 'node:worker_threads';
    if (cluster.isPrimary && isMainThread) {
      cluster.fork();
      new Worker(new URL(import.meta.url), { name: 'thumbnails' });
    }
    setInterval(() => {}, 1000);
  `);
  const run = place.run(['--no-open', '--port', '0', '--interval', '100', script]);
  const { url, pid } = await run.greeting();
  const body = await until(async () => {
    const text = await scrape(url);
    expect(labelsOf(text, 'tidemark_monitor_samples_total')).toHaveLength(3);
    return text;
  });
  const roles = labelsOf(body, 'tidemark_monitor_samples_total').map(({ role }) => role);
  expect(roles.sort()).toEqual(['cluster-worker', 'main', 'worker-thread']);
  const [thread] = labelsOf(body, 'nodejs_heap_size_used_bytes').filter(({ thread }) => thread !== '0');
  expect(thread).toMatchObject({ pid: String(pid), role: 'worker-thread', thread: '1' });
  // Resident memory is of a process, of which there are two.
  expect(labelsOf(body, 'process_resident_memory_bytes')).toHaveLength(2);
  expect(body).toContain('tidemark_processes{state="live"} 3');
  expect((await scrape(url, 'application/openmetrics-text')).endsWith('\n# EOF\n')).toBe(true);
  if (withoutPromtool !== undefined) return;
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: body });
  expect([status, `${stdout}${stderr}`]).toEqual([0, '']);
});

it.skipIf(unbuilt)('a process whose event loop is blocked is told of by its last sample', async () => {
  const script = place.script(`
    const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    setTimeout(block, 1500);
  `);
  const run = place.run(['--no-open', '--port', '0', '--interval', '100', script]);
  const { url } = await run.greeting();
  const body = await until(async () => {
    const text = await scrape(url);
    expect(text).toMatch(/^tidemark_process_silent\{.*\} 1$/m);
    return text;
  });
  expect(body).toMatch(/^process_resident_memory_bytes\{.*\} \d{7,}$/m);
  expect(body).toMatch(/^tidemark_memory_limit_bytes\{.*kind="heap"\} \d{7,}$/m);
  expect(body).not.toContain('tidemark_monitor_busy_seconds_total{');
});

it.skipIf(unbuilt)('an agent alone tells of itself on its own port', async () => {
  const script = place.script(`
    import { startMemoryMonitoring } from '${main}';
    console.log('at ' + (await startMemoryMonitoring().dashboardUrl));
    setInterval(() => {}, 1000);
  `);
  const environment = {
    TIDEMARK_PORT: '0',
    TIDEMARK_SAMPLING_INTERVAL: '100',
    TMPDIR: place.sockets,
  };
  const app = new NodeProcess(['--import', register, script], place.folder, environment);
  processes.push(app);
  const url = await app.says(/^at (http:\S+)$/m);
  const body = await until(async () => {
    const text = await scrape(url);
    expect(text).toContain('tidemark_memory_limit_bytes{');
    return text;
  });
  expect(labelsOf(body, 'tidemark_heap_live_bytes').length).toBeLessThanOrEqual(1);
  const labels = { pid: String(app.pid), thread: '0', role: 'main', name: 'app.mjs', kind: 'heap' };
  expect(labelsOf(body, 'tidemark_memory_limit_bytes')[0]).toEqual(labels);
});

it.skipIf(unbuilt)('the workers of a cluster are told of by its primary, without a hub', async () => {
  const script = place.script(`
    import cluster from 'node:cluster';
    import http from 'node:http';
    import { startMemoryMonitoring } from '${main}';
    import { prometheusMetrics } from '${ours}';
    import { AggregatorRegistry, register } from '${promClient}';
    if (cluster.isPrimary) {
      const registry = new AggregatorRegistry();
      cluster.fork();
      cluster.fork();
      http.createServer(async (request, response) => {
        // A worker that is still starting does not answer, which prom-client gives up after 5 s.
        const body = await registry.clusterMetrics().catch((error) => console.error(error));
        response.writeHead(body === undefined ? 503 : 200, { 'Content-Type': registry.contentType });
        response.end(body);
      }).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); });
    } else {
      new AggregatorRegistry(); // answers the primary
      const monitoring = startMemoryMonitoring({ sampling: { interval: 100 } });
      prometheusMetrics(monitoring, { registry: register, labels: { pid: String(process.pid) } });
    }
  `);
  const app = new NodeProcess([script], place.folder, { TMPDIR: place.sockets });
  processes.push(app);
  const port = await app.says(/^port (\d+)$/m);
  const body = await until(async () => {
    const text = await scrape(`http://127.0.0.1:${port}/`);
    expect(labelsOf(text, 'tidemark_memory_limit_bytes').filter(({ kind }) => kind === 'heap')).toHaveLength(
      2,
    );
    return text;
  });
  const pids = new Set(labelsOf(body, 'tidemark_pressure_level').map(({ pid }) => pid));
  expect(pids.size).toBe(2);
});
