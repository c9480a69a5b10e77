/** `tidemark/frameworks`: Tidemark in Express, Fastify, Koa, NestJS and upon servers of node:http. */

export type { AnswerPage } from './AnswerPages.ts';
export { type ExpressMiddleware, expressMiddlewareOf, expressTidemark } from './doors/express.ts';
export { type FastifyPlugin, fastifyTidemark } from './doors/fastify.ts';
export { type KoaMiddleware, koaTidemark } from './doors/koa.ts';
export { type ObservedServer, observe } from './doors/observe.ts';
export type { FrameworkOptions } from './FrameworkOptions.ts';
export { RequestMemory } from './RequestMemory.ts';
export {
  type NestDynamicModule,
  TidemarkModule,
  type TidemarkModuleAsyncOptions,
  type TidemarkModuleOptions,
} from './TidemarkModule.ts';
