// A server of one framework, with Tidemark or without. Talks to its parent over IPC.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import { shippedUrl } from '../../harness/shipped.ts';

export type Framework = 'node:http' | 'Express' | 'Fastify' | 'Koa';

/** How the server is to be. */
export interface ServerOrder {
  readonly framework: Framework;
  readonly watched: boolean;
}

/** What it says: where it listens, and how much processor time it has taken. */
export type ServerMessage = { readonly port: number } | { readonly cpuMicroseconds: number };

const { framework, watched } = JSON.parse(process.argv[2] ?? '') as ServerOrder;
const frameworks = (await import(
  shippedUrl('frameworks/index.js')
)) as typeof import('../../../src/frameworks/index.ts');
const options = { health: true, readiness: true };

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ cpuMicroseconds: user + system });
});
process.on('disconnect', () => process.exit(0));
tell({ port: await listen() });

function tell(message: ServerMessage): void {
  process.send?.(message);
}

async function listen(): Promise<number> {
  switch (framework) {
    case 'Fastify': {
      const app = Fastify();
      if (watched) app.register(frameworks.fastifyTidemark, options);
      app.get('/users/:id', (_request, reply) => void reply.send('user'));
      return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
    }
    case 'Express': {
      const app = express();
      if (watched) app.use(frameworks.expressTidemark(options));
      app.get('/users/:id', (_request, response) => void response.send('user'));
      return await portOf(app);
    }
    case 'Koa': {
      const app = new Koa();
      const router = new Router();
      if (watched) app.use(frameworks.koaTidemark(options));
      router.get('/users/:id', (context) => {
        context.body = 'user';
      });
      app.use(router.routes());
      return await portOf(app.callback());
    }
    default:
      return await portOf((_request, response) => response.end('user'));
  }
}

async function portOf(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  if (watched && framework === 'node:http') {
    frameworks.observe(server, { ...options, route: () => '/users/:id' });
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
