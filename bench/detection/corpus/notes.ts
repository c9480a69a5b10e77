/** Why programs were missed, or accused without reason, in the published run; found by looking at each of them. */
export const notes: Readonly<Record<string, string>> = {
  'handlebars-templates': 'from 60 KB/s at the start it came down to 45: until 300 s that was slowing down',
  'ajv-compile': 'it rested from 185 to 235 s, when V8 threw away code that it had compiled',
  'workers-per-job':
    'a thread takes 12 to 19 MB at once, every 40 to 60 s, and gives 5 of them back before the next one; told by the count of threads',
  'pug-cache':
    'V8 threw away a megabyte of compiled code at 245 s; told by what survives, 25 s after five minutes; blamed is what pug compiles to, not who compiles it again and again',
  'ejs-cache':
    'V8 throws away compiled code that has not run for a while, megabytes each two minutes; looks at its allocations were predicted to pause for 63 ms on this machine, of 50 allowed',
  'fastify-request-context': 'it comes in waves of two minutes, and rested from 195 to 235 s',
  'dataloader-global': 'the load swings: it rested from 190 to 270 s, and rose ever faster afterwards',
  'eventemitter3-listeners': 'the load swings by the factor of 19 within 8 min',
  'protobuf-types': 'it rested from 190 to 240 s, when V8 threw away code that it had compiled',
  'sqljs-databases':
    'its memory grows in steps of 6 to 16 MB, each 45 to 75 s apart: two clear ones until then',
  'winston-loggers': 'at 11 KB/s, what a young process must grow by is reached after eight minutes',
  'i18next-bundles': 'at 9 KB/s, what a young process must grow by is reached after eight minutes',
  'memoizee-unbounded':
    'a heap of more than 300 MB: on this crowded machine its collections were so long that there were 6 readings in 5 min',
  'koa-catalogue-search':
    'a heap of more than 300 MB: on this crowded machine its collections were so long that there were 7 readings in 5 min',
  'lru-fill-4min': 'it had been filling until 250 s: that it had stopped was not seen yet',
  'lru-fill-9min': 'it was filling then: until it is full nobody can tell',
  'quick-lru-fill': 'it was filling then: until it is full nobody can tell',
  'daily-swing': 'its load rose for five minutes, and what its sessions hold with it',
  'document-parsing': 'it still settled, at 9 KB/s; since then a young process must grow by 11',
  'socketio-dynamic-namespaces-repaired':
    'it still settled, at 11 KB/s; since then a young process must grow by 11.5',
};
