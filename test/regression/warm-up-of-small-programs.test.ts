import { describe, expect, it } from 'vitest';
import { reportsOf } from '../profiling/heap-snapshot/startedPrograms.ts';
import { nodes } from '../system/nodes.ts';

/** Answers one more of its routes in each turn, each of which uses what nothing has used before. */
const server = `
  import http from 'node:http';
  import { gzipSync } from 'node:zlib';
  import { createHash } from 'node:crypto';
  const hits = new Map();
  const routes = {
    '/': (query) => JSON.stringify({ ok: true, query }),
    '/hash': (query) => createHash('sha256').update(query).digest('hex'),
    '/zip': (query) => gzipSync(query.repeat(50)).toString('base64'),
    '/date': (query) => new Intl.DateTimeFormat('de', { dateStyle: 'full' }).format(new Date(0)) + query,
    '/url': (query) => new URL('http://host/?' + query).searchParams.toString(),
    '/text': (query) => query.replace(/(\\d+)/g, (digits) => '<' + digits + '>'),
  };
  const paths = Object.keys(routes);
  const server = http.createServer((request, response) => {
    const [path, query = ''] = request.url.split('?');
    hits.set(path, (hits.get(path) ?? 0) + 1);
    response.end(routes[path](query));
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  const get = (path) => new Promise((resolve, reject) => {
    const { port } = server.address();
    http.get({ port, path, agent }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
  let turn = 0;
  export async function work() {
    turn += 1;
    for (let i = 0; i < 60; i++) await get(paths[i % Math.min(paths.length, turn)] + '?' + i);
  }
`;

/** Does its jobs in one step more in each turn, and keeps the numbers of the last twenty. */
const worker = `
  import { EventEmitter } from 'node:events';
  import { stat } from 'node:fs/promises';
  import { Readable, Transform } from 'node:stream';
  import { pipeline } from 'node:stream/promises';
  import { setTimeout as sleep } from 'node:timers/promises';
  class Job {
    rows = Array.from({ length: 20 }, (_, i) => ({ i, text: 'row ' + i }));
    constructor(id) { this.id = id; }
  }
  const bus = new EventEmitter();
  const done = [];
  bus.on('done', (job) => { done.push(job.id); if (done.length > 20) done.shift(); });
  const toText = () => new Transform({ objectMode: true, transform: (row, encoding, next) => next(null, JSON.stringify(row)) });
  const steps = [
    () => sleep(1),
    (job) => pipeline(Readable.from(job.rows), toText(), async (texts) => { for await (const text of texts) void text; }),
    (job) => structuredClone(job.rows).sort((a, b) => b.i - a.i),
    () => stat('.'),
    async (job) => (await import('node:util')).inspect(job, { depth: 4, colors: true }),
    (job) => new Intl.NumberFormat('en').format(job.id),
  ];
  let id = 0;
  let turn = 0;
  export async function work() {
    turn += 1;
    for (let i = 0; i < 40; i++) {
      const job = new Job(id++);
      for (const step of steps.slice(0, turn)) await step(job);
      bus.emit('done', job);
    }
  }
`;

describe.each(nodes)('of Node.js $major', { timeout: 120_000 }, ({ path: node, missing }) => {
  it.skipIf(missing !== undefined).for([
    ['a server', server],
    ['a worker', worker],
  ])('%s that warms up is accused of nothing', async ([, program]) => {
    const [report] = await reportsOf('program.mjs', program!, 1, node);
    expect(report).toMatchObject({ suspects: [], spread: [] });
  });
});
