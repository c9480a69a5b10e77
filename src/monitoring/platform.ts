import { type Channel, channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { isMainThread } from 'node:worker_threads';
import type { MemorySource } from '../sampling/MemorySource.ts';
import { nodeSource } from '../sampling/nodeSource.ts';
import { type MemoryEventType, memoryEventTypes } from '../wire/event.ts';
import type { Diagnostics } from './Diagnostics.ts';
import type { LeakWitness } from './LeakWitness.ts';
import { programName } from './programName.ts';
import { scriptOf } from './scriptOf.ts';

let source: MemorySource | undefined;

/** The memory of this process: one source, made when first asked for, shared by all monitors and never closed. */
export function defaultSource(): MemorySource {
  source ??= nodeSource();
  return source;
}

const channels = Object.fromEntries(
  memoryEventTypes.map((type) => [type, channel(type.replace('memory:', 'tidemark:'))]),
) as Record<MemoryEventType, Channel>;

/** `diagnostics_channel`: `memory:leak_suspected` is published on `tidemark:leak_suspected`. */
export const diagnostics: Diagnostics = {
  hasSubscribers: (type) => channels[type].hasSubscribers,
  publish: (event) => channels[event.type].publish(event),
};

const evidence = {
  reading: channel('tidemark:live_reading'),
  look: channel('tidemark:site_look'),
  sites: channel('tidemark:sites'),
  resources: channel('tidemark:open_resources'),
  loopUse: channel('tidemark:loop_use'),
  modules: channel('tidemark:modules'),
};

/** What verdicts on leaks come from, on channels of its own: `tidemark:live_reading`, `site_look`, `sites`, `open_resources`, `loop_use`, `modules`. */
export const witness: LeakWitness = {
  addReading: (reading) => publish(evidence.reading, reading),
  addSiteLook: (look) => publish(evidence.look, look),
  setSites: (sites) => publish(evidence.sites, sites),
  addResources: (resources) => publish(evidence.resources, resources),
  addLoopUse: (time, use) => publish(evidence.loopUse, { time, use }),
  addModules: (loaded) => publish(evidence.modules, loaded),
};

/** A subscriber that throws is told of by Node, as an uncaught exception of its own. */
function publish(to: Channel, content: unknown): void {
  if (to.hasSubscribers) to.publish(content);
}

/** HTTP/2 tells of its streams from Node 22 on. */
const requestChannels = ['http.server.request.start', 'http2.server.stream.start'];

/** What names this program in the ids of its leaks. */
export const program: string | undefined = programName(scriptOf(process, isMainThread));

/** Calls back for each HTTP request that this thread begins to serve, until the function is called that it returns. */
export function eachRequest(begun: () => void): () => void {
  const heard = () => begun();
  for (const name of requestChannels) subscribe(name, heard);
  return () => {
    for (const name of requestChannels) unsubscribe(name, heard);
  };
}
