import type { CorpusLeak, CorpusProgram } from './CorpusProgram.ts';

type Further = Partial<Omit<CorpusLeak, 'guilty' | 'bytesPerSecond'>> &
  Pick<CorpusProgram, 'swingSeconds' | 'settings'>;

/** Every program that leaks. Each stands in the file of its name. */
export const leakingPrograms: readonly CorpusProgram[] = [
  leak('express-request-log', ['express'], 80, 12, ['remember', 'programs/express-request-log.mjs:19']),
  leak('express-session-memory', ['express', 'express-session'], 60, 12, ['express-session', 'basket']),
  leak('koa-acknowledgements', ['koa'], 50, 12, ['notifyPartner']),
  leak('ws-dead-subscribers', ['ws'], 90, 6, ['ws', 'subscribe']),
  leak('socketio-dynamic-namespaces', ['socket.io', 'socket.io-client'], 40, 4, [
    'socket.io',
    'openDocument',
  ]),
  leak('axios-cancel-token', ['axios-0.21'], 100, 8, ['axios-0.21']),
  leak('mem-expired', ['mem-3'], 70, 20, ['mem-3', 'loadProfile']),
  leak('ajv-compile', ['ajv'], 50, 6, ['ajv', 'validate']),
  leak('handlebars-templates', ['handlebars'], 53, 6, ['handlebars', 'render']),
  leak('pug-cache', ['pug'], 24, 3, ['pug', 'renderPage']),
  leak('ejs-cache', ['ejs'], 120, 6, ['ejs', 'invoice']),
  leak('react-fragments', ['react', 'react-dom'], 150, 12, ['page', 'react-dom']),
  leak('vue-ssr-watchers', ['vue'], 80, 10, ['@vue/reactivity', '@vue/runtime-core', 'useRates']),
  leak('jsdom-windows', ['jsdom'], 113, 0.1, ['jsdom', 'readPrice']),
  leak('cheerio-slices', ['cheerio'], 300, 8, ['crawl', 'download']),
  leak('mobx-autoruns', ['mobx'], 60, 10, ['mobx', 'viewOf']),
  leak('any-signal-shutdown', ['any-signal'], 60, 10, ['any-signal', 'runJob']),
  leak('fastq-backlog', ['fastq'], 500, 20, ['submit']),
  leak('async-cargo', ['async'], 30, 15, ['async', 'log']),
  leak('protobuf-types', ['protobufjs'], 90, 6, ['protobufjs', 'decode', '@protobufjs/codegen']),
  leak('pino-buffer', ['pino'], 25, 20, ['write', 'Collector']),
  leak('markdown-history', ['markdown-it'], 100, 20, ['markdown-it', 'save']),
  leak('vm-contexts', [], 55, 0.5, ['evaluateRule']),
  leak('upload-buffers', ['express'], 200, 10, ['keepForScan'], { memory: 'external' }),
  leak('zlib-streams', [], 200, 2, ['compressorOf'], { memory: 'native', alsoGrows: 'external' }),
  leak('sqljs-databases', ['sql.js'], 245, 1, ['sql.js', 'importOrders'], { memory: 'external' }),
  leak('wasm-memories', [], 262.144, 1, ['startPlugin'], { memory: 'external' }),
  leak('ws-slow-reader', ['ws'], 120, 10, ['broadcast', 'ws'], { memory: 'external' }),
  leak('tls-contexts', [], 150, 9, ['contextOf'], { memory: 'native' }),
  leak('crypto-hashes', [], 200, 300, ['beginChecksum'], { memory: 'native', alsoGrows: 'heap' }),
  leak('dns-resolvers', [], 120, 30, ['resolverFor'], { memory: 'native' }),
  leak('intl-formats', [], 150, 5, ['formatPrice'], { memory: 'native' }),
  leak('workers-per-job', ['workerpool'], 240, 1 / 40, ['workerpool', 'report'], {
    memory: 'worker',
    alsoGrows: 'native',
  }),
  leak('worker-threads', [], 140, 1 / 40, ['check'], { memory: 'worker', alsoGrows: 'native' }),
  leak('piscina-pools', ['piscina'], 240, 1 / 40, ['piscina', 'poolOf'], {
    memory: 'worker',
    alsoGrows: 'native',
  }),
  leak('sockets-left-open', [], 25, 3, ['callPartner'], { memory: 'handle', alsoGrows: 'heap' }),
  leak('file-watchers', [], 40, 5, ['watchSettings'], { memory: 'handle', alsoGrows: 'heap' }),
  leak('udp-sockets', [], 30, 2, ['sendMetric'], { memory: 'handle', alsoGrows: 'heap' }),

  late('lodash-memoize', ['lodash'], 80, 12, ['forecast', 'lodash']),
  late('prom-client-labels', ['prom-client'], 60, 12, ['prom-client', 'observe']),
  late('rxjs-subscriptions', ['rxjs'], 80, 12, ['rxjs', 'openConnection']),
  late('interval-closures', [], 100, 12, ['startHeartbeat']),
  late('generic-pool-lost', ['generic-pool'], 120, 12, ['Connection', 'create', 'generic-pool']),

  swinging('fastify-request-context', ['fastify'], 120, 15, ['track'], 120),
  swinging('dataloader-global', ['dataloader', 'graphql'], 80, 10, ['dataloader', 'loadUsers'], 300),
  swinging('redux-history', ['redux', 'immer'], 100, 15, ['immer', 'placeOrder', 'undoable', 'redux'], 90),
  swinging('eventemitter3-listeners', ['eventemitter3'], 60, 12, ['Client', 'connect', 'eventemitter3'], 480),
  swinging('promise-race', ['p-queue'], 60, 12, ['answer', 'p-queue'], 180),

  large('memoizee-unbounded', ['memoizee'], 150, 12, ['memoizee', 'priceList']),
  large('xml-documents', ['fast-xml-parser'], 100, 6, ['fast-xml-parser', 'receive']),
  large('csv-rows', ['csv-parse'], 200, 4, ['csv-parse', 'importFile']),
  large('koa-catalogue-search', ['koa'], 80, 10, ['search']),

  slow('debug-instances', ['debug-4.2'], 12, 40, ['debug-4.2', 'handle']),
  slow('winston-loggers', ['winston'], 14, 0.8, [
    'winston',
    'winston-transport',
    'logFor',
    'readable-stream',
  ]),
  slow('i18next-bundles', ['i18next'], 10, 2, ['i18next', 'textsOf']),
  slow('zod-registry', ['zod'], 14, 0.25, ['zod', 'formSchema']),
  slow('opossum-breakers', ['opossum'], 12, 3, ['opossum', 'pay']),
];

function leak(
  name: string,
  packages: readonly string[],
  kilobytesPerSecond: number,
  perSecond: number,
  guilty: readonly string[],
  { group = 'steady', memory = 'heap', alsoGrows, onsetSecond = 0, ...further }: Further = {},
): CorpusProgram {
  const bytesPerSecond = kilobytesPerSecond * 1e3;
  return {
    name,
    file: name,
    packages,
    perSecond,
    leak: { group, memory, ...(alsoGrows && { alsoGrows }), bytesPerSecond, onsetSecond, guilty },
    ...further,
  };
}

type Common = [
  name: string,
  packages: readonly string[],
  kilobytesPerSecond: number,
  perSecond: number,
  guilty: readonly string[],
];

function late(...[name, packages, rate, perSecond, guilty]: Common): CorpusProgram {
  return leak(name, packages, rate, perSecond, guilty, { group: 'late', onsetSecond: 600 });
}

function swinging(
  ...[name, packages, rate, perSecond, guilty, swingSeconds]: [...Common, number]
): CorpusProgram {
  return leak(name, packages, rate, perSecond, guilty, { group: 'swinging', swingSeconds });
}

function large(...[name, packages, rate, perSecond, guilty]: Common): CorpusProgram {
  const settings = { CATALOGUE_MEGABYTES: 320 };
  return leak(name, packages, rate, perSecond, guilty, { group: 'large', settings });
}

function slow(...[name, packages, rate, perSecond, guilty]: Common): CorpusProgram {
  return leak(name, packages, rate, perSecond, guilty, { group: 'slow' });
}
