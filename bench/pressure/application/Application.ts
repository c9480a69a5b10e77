import type { AddressInfo } from 'node:net';
import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Protection } from '../Scenario.ts';
import { type Manager, protect } from './protect.ts';
import { tell } from './tell.ts';

/** A service of a scenario: Fastify, and whoever shall keep it alive. */
export class Application {
  readonly server: FastifyInstance;
  readonly #manager: Manager | undefined;

  private constructor(server: FastifyInstance, manager: Manager | undefined) {
    this.server = server;
    this.#manager = manager;
  }

  /** Protected as the environment says, in the way that the guides of each show. */
  static async create(): Promise<Application> {
    const server = Fastify({ bodyLimit: 64 * 2 ** 20 });
    const protection = process.env.PRESSURE_PROTECTION as Protection;
    if (protection === 'under-pressure') await server.register(underPressure, underPressureOptions());
    const manager = protection === 'tidemark' ? await protect(server) : undefined;
    return new Application(server, manager);
  }

  /** Where Tidemark is there to prune it, it may. */
  manage(cache: unknown, name: string): void {
    this.#manager?.manage(cache, { name });
  }

  /** Begins to serve, and says so to the bench. */
  async listen(): Promise<void> {
    await this.server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = this.server.server.address() as AddressInfo;
    tell({ type: 'listening', port });
  }
}

/** Its limits are bytes, and none is set by default: four fifths of what there is, and the second of its guide. */
function underPressureOptions(): underPressure.FastifyUnderPressureOptions {
  return {
    maxEventLoopDelay: 1000,
    maxHeapUsedBytes: Math.round(0.8 * getHeapStatistics().heap_size_limit),
    maxRssBytes: Math.round(0.8 * Number(process.env.PRESSURE_CONTAINER_BYTES)),
  };
}
