import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const dist = join(import.meta.dirname, '../../dist');

/** A minute is a second here: of the clock that these monitors are given, as of the rules of `PrometheusServers`. */
const speed = 60;

/**
 * A server with `/metrics` that keeps what it allocates (`leaking`, its first argument), or keeps a bounded part (`healthy`);
 * its second is the port.
 *
 * @param more code of a module, with `monitor` at hand
 * @param heapWarning the share of its heap's limit from which on it is under pressure
 */
export function fastApplication(more = '', heapWarning = 0.7): string {
  return `
  import http from 'node:http';
  import { column, MemoryMonitor, nodeSource } from '${pathToFileURL(join(dist, 'index.js')).href}';
  import { prometheusMetrics } from '${pathToFileURL(join(dist, 'prometheus/index.js')).href}';

  const [behaviour, port] = process.argv.slice(2);
  const begin = Date.now();
  const own = nodeSource({ now: () => begin + (Date.now() - begin) * ${speed} });
  const source = {
    ...own,
    read(row) {
      own.read(row);
      // Others fill the host, and the container, while this test runs.
      for (const name of ['hostUsedBytes', 'hostTotalBytes', 'containerUsedBytes', 'containerLimitBytes', 'stallPercent']) {
        row[column[name]] = NaN;
      }
    },
  };
  const monitor = new MemoryMonitor({
    source,
    samplingInterval: 3000,
    now: () => performance.now() * ${speed},
    timers: { setTimeout: (callback, ms) => setTimeout(callback, ms / ${speed}), clearTimeout },
    leakDetection: { confirmAfter: 300_000 },
    thresholds: { heap: { warning: ${heapWarning} } },
  });
  const metrics = prometheusMetrics(monitor);
  monitor.start();
  ${more}

  const kept = [];
  setInterval(() => {
    for (let index = 0; index < 2000; index++) {
      const item = { index, text: 'item ' + index + ' ' + Math.random() };
      if (index % 3 !== 0) continue;
      kept.push(item);
      if (behaviour === 'healthy' && kept.length > 20_000) kept.splice(0, 10_000);
    }
  }, 20);
  http.createServer(async (request, response) => {
    const { contentType, body } = await metrics.page(request.headers.accept);
    response.writeHead(200, { 'Content-Type': contentType }).end(body);
  }).listen(Number(port), '127.0.0.1', function () { console.log('port ' + this.address().port); });
`;
}
