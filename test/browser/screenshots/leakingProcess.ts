import type { MemoryEvent } from '../../../src/wire/event.ts';
import type { MemorySample } from '../../../src/wire/sample.ts';
import { crossingEvent, leakEvent, megabyte, noon, processOf } from '../../dashboard/given.ts';
import type { Given } from '../mounted.ts';

const minute = 60_000;
const samples = 300;

/** A service of which every counter is known, so that all charts are there; its live size grows from 11:56 on. */
function leakingRow(index: number): Partial<MemorySample> & { time: number } {
  const time = noon - (samples - 1 - index) * 1_000;
  const leaked = Math.max(0, index - 60) * 0.52;
  const swing = index % 20;
  const live = (62 + Math.max(0, Math.floor(index / 20) * 20 - 60) * 0.52) * megabyte;
  const used = (70 + leaked + swing * 1.4) * megabyte;
  const rss = used + 92 * megabyte;
  return {
    time,
    heapUsedBytes: used,
    heapTotalBytes: used + 24 * megabyte,
    heapLimitBytes: 512 * megabyte,
    oldUsedBytes: used - 8 * megabyte,
    liveBytes: live,
    externalBytes: 12 * megabyte,
    arrayBufferBytes: 7 * megabyte,
    rssBytes: rss,
    containerUsedBytes: rss + 10 * megabyte,
    containerLimitBytes: 512 * megabyte,
    hostUsedBytes: 9_000 * megabyte,
    hostTotalBytes: 16_000 * megabyte,
    stallPercent: index > 200 && index % 9 < 3 ? 1.5 : 0,
    majorCollections: Math.floor(index / 20),
    newSpaceBytes: (4 + (index % 8)) * megabyte,
    oldSpaceBytes: used - 24 * megabyte,
    largeObjectSpaceBytes: 6 * megabyte,
    codeSpaceBytes: 3 * megabyte,
    trustedSpaceBytes: megabyte,
    gcMinorMs: 2 + (index % 5),
    gcMajorMs: swing === 0 ? 30 + leaked / 4 : 0,
    eventLoopUtilization: 0.22 + (index % 11) / 40 + (swing === 0 ? 0.2 : 0),
    eventLoopDelayMs: 1 + (index % 4) + (swing === 0 ? 25 : 0),
  };
}

const sites = [
  {
    function: 'sessionStore.set',
    file: 'src/session.ts',
    line: 88,
    package: undefined,
    bytesPerSecond: 430 * 1024,
    survival: 0.97,
  },
  {
    function: 'memoize',
    file: 'node_modules/tiny-memo/index.js',
    line: 12,
    package: 'tiny-memo',
    bytesPerSecond: 61 * 1024,
    survival: 0.88,
  },
];

const leak = {
  rateBytesPerSecond: 532 * 1024,
  grownBytes: 93 * megabyte,
  evidence: [
    'The live size has grown at 9 of 9 collections.',
    '97 % of what src/session.ts:88 allocates stays.',
  ],
  advice: 'Bound app.sessions, or remove sessions when they expire.',
} as const;

/** Suspected at 11:57:10, confirmed at 11:58:30, with a holder, sites and a forecast; a deploy and a threshold before. */
const leakEvents: readonly MemoryEvent[] = [
  { time: noon - 4.2 * minute, type: 'memory:mark', payload: { label: 'deploy 4f2c91' } },
  leakEvent(noon - 170_000, leak),
  crossingEvent(noon - 2 * minute, 'warning', { usedBytes: 190 * megabyte, thresholdBytes: 180 * megabyte }),
  leakEvent(noon - 90_000, {
    ...leak,
    level: 'confirmed',
    basis: 'sites',
    sites,
    holder: { path: 'app.sessions', class: 'Map', entries: 41_200 },
    outOfMemory: { etaMs: 10 * minute, lowMs: 8 * minute, highMs: 14 * minute, limit: 'heap' },
  }),
];

/** A main process with a confirmed leak, and a worker. */
export const leakingProcess: Given = {
  row: leakingRow,
  events: leakEvents,
  processes: [
    processOf(),
    processOf({ id: '4711.2', threadId: 2, role: 'worker-thread', name: 'thumbnails' }),
  ],
};

/** The same, killed at noon. */
export const goneProcess: Given = {
  ...leakingProcess,
  processes: [processOf({}, { state: 'gone', exit: { time: noon, code: null, signal: 'SIGKILL' } })],
};
