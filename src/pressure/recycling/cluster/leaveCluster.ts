import type { Worker } from 'node:cluster';
import type { HttpServers } from './HttpServers.ts';
import { type ChannelEnd, hearInternally, sayInternally } from './internalMessages.ts';

/** What a worker leaves its cluster with. */
export interface LeaveOptions {
  readonly end: ChannelEnd;
  readonly worker: Pick<Worker, 'disconnect'>;
  readonly servers: Pick<HttpServers, 'close'>;
  readonly failed: (error: unknown) => void;
}

/** Idle connections are closed after half of the grace at the latest. */
const patienceShare = 0.5;

/** In a worker: has it leave when the primary says so, once its HTTP servers have served out. Returns a function that ends it. */
export function leaveCluster({ end, worker, servers, failed }: LeaveOptions): () => void {
  let leaving = false;
  return hearInternally(end, ({ drainWithinMs }) => {
    if (drainWithinMs === undefined || leaving) return;
    leaving = true;
    sayInternally(end, { draining: 'begun' });
    servers.close(drainWithinMs * patienceShare).then(() => worker.disconnect(), failed);
  });
}
