import cluster from 'node:cluster';
import type { Message } from './Message.ts';
import { tell } from './tell.ts';

/** The main process of a cluster: starts workers, and starts another where one dies, as everybody's does. */
export async function runPrimary(workers: number): Promise<void> {
  cluster.on('message', (_worker, message: Message) => {
    if (typeof message?.type === 'string') tell(message);
  });
  cluster.on('exit', (worker, code, signal) => {
    if (worker.exitedAfterDisconnect) return;
    tell({ type: 'worker died', code, signal });
    cluster.fork();
  });
  for (let index = 0; index < workers; index++) cluster.fork();
}
