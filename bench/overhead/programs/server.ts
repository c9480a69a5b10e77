import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getHeapSpaceStatistics } from 'node:v8';

/** What the server has used since it began. */
export interface Usage {
  readonly cpuMicroseconds: number;
  /** Resident memory without the young generation, which V8 makes 1 to 48 MB large as it sees fit. */
  readonly residentBytes: number;
}

interface Order {
  readonly id: number;
  readonly lines: readonly { readonly article: string; readonly quantity: number; readonly price: number }[];
}

const remembered = 2_000;
const orders = new Map<number, Order>();

// An ordinary JSON service: parse a body, work on it, remember the last ones, answer in JSON.
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
});

function answer(_request: IncomingMessage, response: ServerResponse, body: string): void {
  const order = JSON.parse(body) as Order;
  orders.delete(order.id % remembered);
  orders.set(order.id % remembered, order);
  const lines = order.lines.map((line) => ({ ...line, total: line.quantity * line.price }));
  const total = lines.reduce((before, line) => before + line.total, 0);
  const articles = [...new Set(lines.map((line) => line.article))].sort();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ id: order.id, total, articles, lines }));
}

process.on('message', (order: 'usage' | 'collect') => {
  if (order === 'collect') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
  const usage: Usage = {
    cpuMicroseconds: user + system,
    residentBytes: process.memoryUsage.rss() - (young?.physical_space_size ?? 0),
  };
  process.send?.(usage);
});
process.on('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
