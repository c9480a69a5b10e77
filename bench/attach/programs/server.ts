// An HTTP server that knows nothing of Tidemark, and tells its parent what it holds.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getHeapSpaceStatistics } from 'node:v8';

/** What the server holds after a full collection. */
export interface Holdings {
  /** Of the old generation: what the young one holds is of the last requests. */
  readonly oldBytes: number;
  /** Of it, what V8 has compiled to machine code. */
  readonly machineCodeBytes: number;
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
  const rssBytes = process.memoryUsage.rss();
  const resources = process.getActiveResourcesInfo().filter((type) => type !== 'TCPSocketWrap');
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const holdings: Holdings = {
    oldBytes: usedBytes((space) => !space.startsWith('new_')),
    machineCodeBytes: usedBytes((space) => space.startsWith('code_')),
    rssBytes,
    resources: resources.sort(),
    listeners,
    served,
  };
  process.send?.(holdings);
});
process.on('disconnect', () => process.exit());

function usedBytes(isCounted: (space: string) => boolean): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => isCounted(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}
