import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { OpenDashboards } from '../../../bench/dashboard/OpenDashboards.ts';

const stream =
  'retry: 2000\n\nid: 1\nevent: process\ndata: {}\n\n' +
  'id: 2\nevent: sample\ndata: {"type":"sample"}\n\nid: 3\nevent: reset\ndata: {}\n\nid: 4\nevent: sample\ndata: {}\n\n';

it.each([1, 2, 7, 14, 15, 1_000])(
  'counts each event once, however it is cut: %s bytes at a time',
  async (size) => {
    const server = createServer(async (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      for (let at = 0; at < stream.length; at += size) {
        response.write(stream.slice(at, at + size));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const dashboards = await OpenDashboards.open(url, 2);
    await dashboards.received(2);
    expect(dashboards.samples).toEqual([2, 2]);
    expect(dashboards.resets).toBe(2);
    dashboards.close();
    server.closeAllConnections();
    server.close();
  },
);
