// A hub with its server, as `tidemark run` opens them: FOLDER ASSETS HISTORY_SIZE. Says where it can be reached, then
// answers each message of its parent with what it takes, and ends with it.
import { setImmediate } from 'node:timers/promises';
import { startHub } from '../../../src/hub/startHub.ts';
import { startServer } from '../../../src/serving/startServer.ts';

/** Where agents and dashboards find the hub. */
export interface HubPlace {
  readonly socketPath: string;
  readonly url: string;
}

/** What the hub's process takes. */
export interface HubUsage {
  /** Heap and external memory after full collections. */
  readonly liveBytes: number;
  readonly rssBytes: number;
  /** Since its start. */
  readonly cpuMs: number;
  /** Samples that agents had to drop since the hub does not take them. */
  readonly droppedSamples: number;
}

const [, , parent = '', assetsDirectory = '', historySize = ''] = process.argv;
const logger = console;
const running = await startHub({ logger, parent, historySize: Number(historySize) });
const { hub, snapshots } = running;
const server = await startServer({
  ...{ directory: hub, snapshots, port: 0, token: 'bench', assetsDirectory, logger },
});

async function usage(): Promise<HubUsage> {
  const { user, system } = process.cpuUsage();
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await setImmediate();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const dropped = hub.processes().reduce((sum, { droppedSamples }) => sum + droppedSamples, 0);
  return {
    liveBytes: heapUsed + external,
    rssBytes: rss,
    cpuMs: (user + system) / 1_000,
    droppedSamples: dropped,
  };
}

process.on('message', () => void usage().then((answer) => process.send?.(answer)));
process.on('disconnect', () => {
  void Promise.all([server.close(), running.close()]).then(() => process.exit());
});
process.send?.({ socketPath: running.socketPath, url: server.url } satisfies HubPlace);
