import type { CorpusProgram } from './CorpusProgram.ts';
import { leakingPrograms } from './leakingPrograms.ts';

type Settings = Readonly<Record<string, number>>;

/** Leaking programs that are also run without their mistake. */
const repairedTwins: readonly string[] = [
  'axios-cancel-token',
  'debug-instances',
  'mem-expired',
  'socketio-dynamic-namespaces',
  'ajv-compile',
  'vue-ssr-watchers',
  'jsdom-windows',
  'cheerio-slices',
  'dataloader-global',
  'prom-client-labels',
  'rxjs-subscriptions',
  'any-signal-shutdown',
  'sqljs-databases',
  'koa-catalogue-search',
  'eventemitter3-listeners',
];

/** Versions without the mistake, where it was one of the package. */
const repairedVersions: Readonly<Record<string, string>> = {
  'axios-0.21': 'axios-0.22',
  'debug-4.2': 'debug-4.3',
  'mem-3': 'mem-4',
};

const lazyPackages: readonly string[] =
  `acorn ajv any-signal async avsc axios cheerio csv-parse dataloader ejs eventemitter3 express express-session
  fast-xml-parser fastify fastq generic-pool graphql handlebars i18next immer koa lodash lru-cache luxon markdown-it
  marked memoizee mobx node-cache opossum p-queue pino prom-client protobufjs pug quick-lru react react-dom redux rxjs
  socket.io undici vue winston ws xml2js zod jsdom`.split(/\s+/);

/** Every program that does not leak. */
export const healthyPrograms: readonly CorpusProgram[] = [
  healthy('idle', [], 1),
  healthy('lazy-modules', lazyPackages, 1 / 6),
  healthy('template-warm-up', ['handlebars'], 10),
  healthy('lru-fill', ['lru-cache'], 40, { name: 'lru-fill-90s', settings: { FILL_SECONDS: 90 } }),
  healthy('lru-fill', ['lru-cache'], 20, { name: 'lru-fill-4min', settings: { FILL_SECONDS: 240 } }),
  healthy('lru-fill', ['lru-cache'], 12, { name: 'lru-fill-9min', settings: { FILL_SECONDS: 540 } }),
  healthy('quick-lru-fill', ['quick-lru'], 25, { settings: { KEYS: 3_000 } }),
  healthy('node-cache-ttl', ['node-cache'], 30, { settings: { TTL_SECONDS: 60 } }),
  healthy('memoizee-max-age', ['memoizee'], 20, { settings: { TTL_SECONDS: 150 } }),
  healthy('memoizee-bounded', ['memoizee'], 40),
  healthy('cache-flushed', ['node-cache'], 60, { settings: { FLUSH_SECONDS: 100 } }),
  healthy('session-expiry', ['express', 'express-session'], 10),
  healthy('batch-import', ['csv-parse'], 1 / 200),
  healthy('daily-swing', ['express', 'node-cache'], 12, { swingSeconds: 480 }),
  healthy('bursts', ['fastify'], 60),
  healthy('pool-growing', ['generic-pool'], 10),
  healthy('one-off-load', ['fast-xml-parser'], 8),
  healthy('young-churn', ['lodash'], 600),
  healthy('react-ssr', ['react', 'react-dom'], 10),
  healthy('piscina-fixed', ['piscina'], 20),
  healthy('buffer-pool', [], 8),
  healthy('log-rotation', ['winston'], 20),
  healthy('queue-back-pressure', ['p-queue'], 40),
  healthy('undici-pool', ['undici'], 12),
  healthy('socketio-chat', ['socket.io', 'socket.io-client'], 10),
  healthy('document-parsing', ['acorn', 'avsc', 'luxon', 'marked', 'xml2js'], 12),
  ...repairedTwins.map(twin),
];

function healthy(
  file: string,
  packages: readonly string[],
  perSecond: number,
  further: { readonly name?: string; readonly settings?: Settings; readonly swingSeconds?: number } = {},
): CorpusProgram {
  return { name: file, file, packages, perSecond, ...further };
}

function twin(name: string): CorpusProgram {
  const { leak, ...program } = leakingPrograms.find((one) => one.name === name)!;
  return {
    ...program,
    name: `${name}-repaired`,
    packages: program.packages.map((one) => repairedVersions[one] ?? one),
    repaired: true,
    // What the leaking twin keeps for each unit of work, this one makes and lets go.
    settings: { ...program.settings, BYTES_PER_SECOND: leak!.bytesPerSecond },
  };
}
