import type { IncomingHttpHeaders } from 'node:http';
import type { ServerAnswer, ServerRequest } from '../../pressure/shedding/sendRefusal.ts';
import type { FrameworkOptions } from '../FrameworkOptions.ts';
import { RequestMemory } from '../RequestMemory.ts';

/** What is used of a Fastify request. */
interface FastifyRequestLike {
  readonly raw: ServerRequest;
  readonly headers: IncomingHttpHeaders;
  readonly routeOptions?: { readonly url?: string | undefined; readonly config?: object | undefined };
}

/** What is used of a Fastify reply. */
interface FastifyReplyLike {
  readonly raw: ServerAnswer;
  getHeaders(): Record<string, number | string | string[] | undefined>;
  hijack(): unknown;
  code(statusCode: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
}

/** What is used of a Fastify instance. */
interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): unknown;
  addHook(name: 'onClose', hook: (instance: unknown, done: () => void) => void): unknown;
  hasDecorator(name: string): boolean;
  decorate(name: string, value: unknown): unknown;
  get(path: string, handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => unknown): unknown;
}

/** A plugin of Fastify 4 and 5. */
export type FastifyPlugin = (
  instance: FastifyLike,
  options: FrameworkOptions,
  done: (error?: Error) => void,
) => void;

/**
 * `app.register(fastifyTidemark, { health: true })`: counts requests by route, and what the options ask for, for all of
 * `app`; ends when that is closed. `app.tidemark` is its {@link RequestMemory}. Within another plugin, `app` is that plugin.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`, out of `app.ready()`
 */
export const fastifyTidemark: FastifyPlugin = Object.assign(plugin, {
  // The plugin works for all that it is registered in because it says so by the symbols that Fastify looks for.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'tidemark',
});

function plugin(instance: FastifyLike, options: FrameworkOptions, done: (error?: Error) => void): void {
  let memory: RequestMemory | undefined;
  try {
    memory = new RequestMemory(options);
    install(instance, memory);
    done();
  } catch (error) {
    // Fastify does not catch what is thrown here: it would end the process.
    memory?.close();
    done(error as Error);
  }
}

/** Throws where the application answers one of the paths itself. */
function install(instance: FastifyLike, memory: RequestMemory): void {
  instance.addHook('onClose', (_instance, closed) => {
    memory.close();
    closed();
  });
  if (!instance.hasDecorator('tidemark')) instance.decorate('tidemark', memory);
  // What is refused has not reached its route, and is not counted by it.
  memory.shedder?.fastify()(instance as never, {}, () => {});
  instance.addHook('onRequest', (request, _reply, next) => {
    memory.count(request.raw, (raw) => memory.route?.(raw) ?? request.routeOptions?.url);
    next();
  });
  for (const [path, make] of memory.pages.makers) {
    instance.get(path, async (request, reply) => {
      const { statusCode, contentType, body } = await memory.pages.page(make, request.headers.accept);
      reply.code(statusCode);
      reply.header('content-type', contentType);
      reply.header('cache-control', 'no-store');
      return reply.send(body);
    });
  }
}
