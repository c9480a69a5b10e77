// Metrics are labelled with the whole path, and every path is new. Repaired, with the route.
import { createServer } from 'node:http';
import client from 'prom-client';
import { listening, send } from '../load/http.mjs';
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

const metrics = [
  'duration',
  'queue',
  'database',
  'templates',
  'request_size',
  'response_size',
  'cache',
  'session',
  'cost',
  'rows',
].map(
  (name) =>
    new client.Histogram({
      name: `http_${name}`,
      help: `${name} of requests`,
      labelNames: ['method', 'path', 'status'],
    }),
);

function observe(request, response, seconds) {
  const path = leaking() ? request.url : '/orders/:id';
  const labels = { method: request.method, path, status: response.statusCode };
  for (const metric of metrics) metric.observe(labels, seconds);
  if (leaking()) leftBehind();
}

const server = createServer((request, response) => {
  const started = performance.now();
  response.end('ok');
  observe(request, response, (performance.now() - started) / 1000);
});
const url = await listening(server);
underLoad((id) => send(`${url}/orders/${id}`));
