// An HTTP server that knows nothing of Tidemark, and tells its parent what it holds.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server holds after a full collection. */
export interface Holdings {
  readonly heapUsedBytes: number;
  readonly rssBytes: number;
  /** What keeps its event loop alive, but for connections. */
  readonly resources: readonly string[];
  readonly listeners: number;
  readonly served: number;
}

let served = 0;
const server = createServer((_, response) => {
  served += 1;
  response.end(
    JSON.stringify({
      served,
      items: Array.from({ length: 50 }, (_, index) => ({ index, square: index ** 2 })),
    }),
  );
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on('message', async () => {
  for (let time = 0; time < 3; time++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed: heapUsedBytes, rss: rssBytes } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().filter((type) => type !== 'TCPSocketWrap');
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const holdings: Holdings = { heapUsedBytes, rssBytes, resources: resources.sort(), listeners, served };
  process.send?.(holdings);
});
process.on('disconnect', () => process.exit());
