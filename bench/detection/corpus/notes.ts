const crowded =
  'on the crowded machine of this run a look at its allocations was expected to pause for too long';
const filling = 'it was filling then: until it is full nobody can tell';

/** Why programs were missed, or accused without reason, in the published run; found by looking at each of them. */
export const notes: Readonly<Record<string, string>> = {
  'lazy-modules': 'modules were being loaded, one after the other',
  'lru-fill-4min': filling,
  'lru-fill-9min': filling,
  'protobuf-types': crowded,
  'markdown-history': crowded,
  'fastify-request-context': crowded,
  'dataloader-global': 'the load swings: its budget of looks was used up by long pauses',
  'eventemitter3-listeners': 'the load swings: its budget of looks was used up by long pauses',
  'jsdom-windows': 'V8 hung in this run, in a measurement of memory that Tidemark asked for then (ADR 9)',
};
