// A Fastify server whose requests hold memory for a while, with one way of shedding load or none. Talks to its parent over IPC.
import { fastifyUnderPressure } from '@fastify/under-pressure';
import Fastify from 'fastify';
import { shippedPackage, shippedUrl } from '../../../harness/shipped.ts';

export type SheddingArm = 'nothing' | '@fastify/under-pressure' | 'Tidemark';

/** How the server is to be. */
export interface ServerOrder {
  readonly arm: SheddingArm;
  readonly heapLimitBytes: number;
  /** Refuses all that it may from the start, whatever memory does. */
  readonly refusing: boolean;
}

/** What it says: where it listens, and how much processor time it has taken. */
export type ServerMessage = { readonly port: number } | { readonly cpuMicroseconds: number };

const { arm, heapLimitBytes, refusing } = JSON.parse(process.argv[2] ?? '') as ServerOrder;
const app = Fastify();
await shed();

interface Held {
  readonly mb: number;
  readonly ms: number;
}

/** Holds an array of numbers on the heap, as an answer that is being made does, and then answers. */
async function work({ mb, ms }: Held): Promise<{ sum: number }> {
  const list = new Array<number>(Math.round((mb * 2 ** 20) / 8)).fill(0.5);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return { sum: (list[0] ?? 0) * list.length };
}

const held = (query: unknown): Held => {
  const { mb, ms } = query as Record<'mb' | 'ms', string>;
  return { mb: Number(mb), ms: Number(ms) };
};
app.get('/page', async ({ query }) => await work(held(query)));
app.get('/pay', { config: { loadShedding: 'high' } as object }, async ({ query }) => await work(held(query)));
app.get('/empty', (_request, reply) => void reply.send({ empty: true }));
app.get('/health', (_request, reply) => void reply.send({ well: true }));

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ cpuMicroseconds: user + system });
});
process.on('disconnect', () => process.exit(0));
const address = await app.listen({ port: 0, host: '127.0.0.1' });
tell({ port: Number(new URL(address).port) });

function tell(message: ServerMessage): void {
  process.send?.(message);
}

async function shed(): Promise<void> {
  switch (arm) {
    case 'nothing':
      return;
    case '@fastify/under-pressure':
      await app.register(fastifyUnderPressure, {
        maxHeapUsedBytes: refusing ? 1 : 0.85 * heapLimitBytes,
        retryAfter: 10,
      });
      return;
    case 'Tidemark': {
      const { startMemoryMonitoring } = await shippedPackage();
      const { shedLoad } = (await import(
        shippedUrl('pressure/index.js')
      )) as typeof import('../../../../src/pressure/index.ts');
      if (refusing) {
        const shedding = shedLoad({ addLoadShedder: () => () => {} }, { maxShare: { normal: 1 } });
        shedding.shed('critical', 'The bench says so.');
        app.register(shedding.fastify());
      } else {
        app.register(shedLoad(startMemoryMonitoring().pressure).fastify());
      }
    }
  }
}
