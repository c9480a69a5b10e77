// Durations are labelled with the whole path, and every path is new. Repaired, with the route.
import { createServer } from 'node:http';
import client from 'prom-client';
import { listening, send } from '../load/http.mjs';
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

const durations = new client.Summary({
  name: 'http_request_duration_seconds',
  help: 'How long requests take',
  labelNames: ['method', 'path', 'status'],
  maxAgeSeconds: 600,
  ageBuckets: 5,
});

function observe(request, response, seconds) {
  const path = leaking() ? request.url : '/orders/:id';
  durations.observe({ method: request.method, path, status: response.statusCode }, seconds);
  if (leaking()) leftBehind();
}

const server = createServer((request, response) => {
  const started = performance.now();
  response.end('ok');
  observe(request, response, (performance.now() - started) / 1000);
});
const url = await listening(server);
underLoad((id) => send(`${url}/orders/${id}`));
