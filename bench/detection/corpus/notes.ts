/** Why programs were missed, or accused without reason, in the published run; found by looking at each of them. */
export const notes: Readonly<Record<string, string>> = {
  'ajv-compile':
    'its start is slowing down for 270 s, and V8 throws away a megabyte of compiled code at 300 s: until then that is no growth that goes on',
  'handlebars-templates': 'from 60 KB/s at the start it came down to 45: until 300 s that was slowing down',
  'pug-cache':
    'V8 threw away a megabyte of compiled code at 245 s; told by what survives, 25 s after five minutes',
  'ejs-cache':
    'V8 throws away compiled code that has not run for a while, megabytes each two minutes; told 25 s after five minutes',
  'protobuf-types':
    'it grew by 100 KB/s at first and then by 60, and V8 threw away a megabyte of compiled code each 70 s: until then that was slowing down',
  'fastify-request-context': 'it comes in waves of two minutes, and rested from 195 to 235 s',
  'dataloader-global': 'the load swings: it rested from 190 to 270 s, and rose ever faster afterwards',
  'eventemitter3-listeners': 'the load swings by the factor of 19 within 8 min',
  'i18next-bundles': 'at 10 KB/s it had not grown by enough until 300 s',
  'lru-fill-9min': 'it was filling then: until it is full nobody can tell',
  'quick-lru-fill': 'it was filling, ever more slowly',
};
