import type { RequestGate } from '../RequestGate.ts';
import { type RequestTreatment, requestPriorities } from '../RequestPriority.ts';
import type { ServerAnswer, ServerRequest } from '../sendRefusal.ts';

/** What is used of a Fastify request. */
interface FastifyRequestLike {
  readonly raw: ServerRequest;
  readonly routeOptions?: { readonly url?: string | undefined; readonly config?: object | undefined };
}

/** What is used of a Fastify reply. */
interface FastifyReplyLike {
  readonly raw: ServerAnswer;
  getHeaders(): Record<string, number | string | string[] | undefined>;
  hijack(): unknown;
}

/** What is used of a Fastify instance. */
interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): unknown;
  hasDecorator(name: string): boolean;
  decorate(name: string, value: () => boolean): unknown;
}

/** A plugin of Fastify 4 and 5. */
export type FastifyShedPlugin = (instance: FastifyLike, options: unknown, done: () => void) => void;

/**
 * The plugin works for the whole application, not only for the plugins below it, because it says so by the symbols that
 * Fastify looks for. What a route says of itself stands in its `config.loadShedding`.
 */
export function fastifyDoor(gate: RequestGate, isUnderPressure: () => boolean): FastifyShedPlugin {
  const plugin: FastifyShedPlugin = (instance, _options, done) => {
    if (!instance.hasDecorator('isUnderPressure')) instance.decorate('isUnderPressure', isUnderPressure);
    instance.addHook('onRequest', (request, reply, next) => {
      const { raw, routeOptions } = request;
      if (reply.raw.headersSent) return next();
      const place = { route: routeOptions?.url, treatment: treatmentOf(routeOptions?.config) };
      const refusal = gate.decide(raw, place, reply.raw);
      if (refusal === undefined) return next();
      // Hooks that came before, such as those for CORS, have left their headers with the reply.
      const headers = reply.getHeaders();
      reply.hijack();
      for (const [name, value] of Object.entries(headers)) {
        if (value !== undefined) reply.raw.setHeader(name, value);
      }
      gate.send(refusal, raw, reply.raw);
    });
    done();
  };
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'tidemark-load-shedding',
  });
}

function treatmentOf(config: object | undefined): RequestTreatment | undefined {
  const { loadShedding } = (config ?? {}) as { loadShedding?: unknown };
  const known = loadShedding === 'exempt' || requestPriorities.some((priority) => priority === loadShedding);
  return known ? (loadShedding as RequestTreatment) : undefined;
}
