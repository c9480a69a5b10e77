import type { OpenResources } from '../../sampling/ResourceCounter.ts';
import { resourceInWords } from '../../wire/resourceNames.ts';
import type { LeakSensitivity } from '../leakCriteria.ts';

/** What is known of one type of thing that a process holds open. */
export interface ResourceType {
  /** What people call many of them, at the beginning of a sentence. */
  readonly name: string;
  /** One sentence: what to do where their number grows. */
  readonly advice: string;
  /** Their number follows the load, so that it must have grown for longer, and never have fallen. */
  readonly followsLoad: boolean;
  /** By how many they must have grown. */
  readonly fewest: Readonly<Record<LeakSensitivity, number>>;
  /** More than this cannot be what one of them holds. */
  readonly mostBytesEach: number;
  /** What each of them holds open of other types, at least. */
  readonly includes: Readonly<Record<string, number>>;
}

const mib = 1024 ** 2;
/** Files, sockets, pipes and watchers, as the system counts them. */
export const descriptorType = 'file descriptor';
/** TCP sockets, as Node calls them. */
export const socketType = 'TCPSocketWrap';

const handle: Omit<ResourceType, 'name' | 'advice'> = {
  followsLoad: false,
  fewest: { low: 300, medium: 100, high: 50 },
  mostBytesEach: mib / 4,
  includes: {},
};
const socket: Omit<ResourceType, 'name' | 'advice'> = {
  ...handle,
  followsLoad: true,
  includes: { 'file descriptor': 1 },
};
const oneDescriptor = { 'file descriptor': 1 };

const workers: ResourceType = {
  ...handle,
  name: 'Worker threads',
  advice: 'Call worker.terminate() when its work is done, or keep a pool of workers.',
  fewest: { low: 20, medium: 10, high: 5 },
  mostBytesEach: 64 * mib,
  includes: { 'file descriptor': 4 },
};

const handles: Readonly<Record<string, ResourceType>> = {
  [socketType]: {
    ...socket,
    name: 'TCP sockets',
    advice: 'Destroy sockets that are no longer used, set timeouts, and read or discard every response.',
  },
  TCPServerWrap: {
    ...handle,
    name: 'TCP servers',
    advice: 'Call server.close() on every server that is no longer needed.',
    includes: oneDescriptor,
  },
  PipeWrap: {
    ...socket,
    name: 'Pipes',
    advice: 'Close pipes and the standard streams of child processes that are no longer used.',
  },
  UDPWrap: {
    ...socket,
    name: 'UDP sockets',
    advice: 'Call socket.close() on every UDP socket that is no longer used.',
  },
  ProcessWrap: {
    ...handle,
    name: 'Child processes',
    advice: 'End child processes whose work is done, and give the others a timeout.',
    fewest: { low: 50, medium: 20, high: 10 },
    includes: { PipeWrap: 3, 'file descriptor': 3 },
  },
  FSEventWrap: {
    ...handle,
    name: 'File watchers',
    advice: 'Call close() on what fs.watch() returned; a library that watches has a close() of its own.',
  },
  StatWatcher: {
    ...handle,
    name: 'Watchers of fs.watchFile()',
    advice: 'Call fs.unwatchFile() for every file that is no longer of interest.',
  },
  MessagePort: {
    ...handle,
    name: 'Message ports',
    advice: 'Call close() on one port of every MessageChannel, and on every BroadcastChannel.',
  },
  Timeout: {
    ...handle,
    name: 'Timers',
    advice: 'Call clearInterval() or clearTimeout(); a timer keeps alive all that its callback refers to.',
    followsLoad: true,
    fewest: { low: 1000, medium: 300, high: 100 },
  },
  'file descriptor': {
    ...handle,
    name: 'File descriptors',
    advice:
      'Close files, directories and sockets in finally, or by `await using`; `ls -l /proc/<pid>/fd` shows which they are.',
    followsLoad: true,
  },
};

/** Requests in flight: they end by themselves. */
const passing = /Req|^(?:Immediate|WriteWrap|ShutdownWrap|TickObject)/;

function nameOf(type: string): string {
  const name = resourceInWords(type);
  return name === type ? `Handles of type ${type}` : name.charAt(0).toUpperCase() + name.slice(1);
}

/** What is known of that type; `undefined` where things of it end by themselves. */
export function resourceTypeOf({
  kind,
  type,
}: Pick<OpenResources, 'kind' | 'type'>): ResourceType | undefined {
  if (kind === 'worker') return workers;
  if (passing.test(type)) return undefined;
  return (
    (Object.hasOwn(handles, type) ? handles[type] : undefined) ?? {
      ...handle,
      name: nameOf(type),
      advice: `Close what Node calls ${type} when it is no longer used.`,
    }
  );
}
