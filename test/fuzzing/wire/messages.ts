import { toWireRow } from '../../../src/wire/codec.ts';
import type { AgentMessage, HubMessage } from '../../../src/wire/message.ts';
import { sampleFields } from '../../../src/wire/sample.ts';
import type { TakingNews } from '../../../src/wire/snapshotTaking.ts';
import { identity, leakAt, markAt, mib, sampleAt } from '../../recording/givenFlight.ts';

const estimate = {
  heapUsedBytes: 50 * mib,
  objects: 600_000,
  references: 2_000_000,
  counted: false,
  fileBytes: 70 * mib,
  memoryBytes: 90 * mib,
  pauseMs: { low: 400, high: 900 },
};

/** What an agent says in its life. */
export const agentMessages: readonly AgentMessage[] = [
  { type: 'hello', protocol: 1, process: identity, fields: sampleFields },
  { type: 'sample', row: toWireRow(sampleAt(1_001_000)), dropped: 2 },
  { type: 'event', event: leakAt(1_002_000) },
  { type: 'event', event: markAt(1_003_000) },
  {
    type: 'event',
    event: {
      time: 1_004_000,
      type: 'memory:pressure_changed',
      payload: {
        level: 'warning',
        previousLevel: 'normal',
        capacity: { limits: [{ kind: 'heap', usedBytes: 1, limitBytes: 2, ratio: 0.5 }], binding: undefined },
        reason: 'The heap is half full.',
      },
    },
  },
  {
    type: 'event',
    event: {
      time: 1_005_000,
      type: 'memory:strategy_applied',
      payload: {
        strategy: 'prune caches',
        level: 'warning',
        freedBytes: 5 * mib,
        measured: true,
        pauseMs: 12,
        result: 'freed',
      },
    },
  },
  {
    type: 'event',
    event: {
      time: 1_006_000,
      type: 'memory:out_of_memory_predicted',
      payload: { etaMs: 1, lowMs: 1, highMs: undefined, limit: 'heap' },
    },
  },
  { type: 'taking', request: 1, news: { state: 'begun', partialPath: '/a/b', estimate } },
  { type: 'taking', request: 1, news: { state: 'refused', reason: 'no room', forcible: true } },
  {
    type: 'answer',
    request: 2,
    answer: {
      type: 'allocations',
      allocations: {
        startedAt: 1,
        time: 2,
        intervalBytes: 32_768,
        liveBytes: 3,
        samples: 4,
        root: {
          name: '(root)',
          file: '',
          line: 0,
          package: undefined,
          selfBytes: 0,
          children: [{ name: 'f', file: 'a.js', line: 3, package: 'x', selfBytes: 3, children: [] }],
        },
      },
    },
  },
  { type: 'answer', request: 3, answer: { type: 'refused', reason: 'not now' } },
  { type: 'child-ended', pid: 4712, code: null, signal: 'SIGKILL' },
  { type: 'child-ended', pid: 4712, code: 137, signal: null },
  { type: 'goodbye', reason: 'exit code 3' },
];

/** What a hub says. */
export const hubMessages: readonly HubMessage[] = [
  { type: 'welcome', protocol: 1 },
  { type: 'refused', reason: 'too many' },
  { type: 'call', request: 1, call: { type: 'prune-caches', mode: 'normal', cache: 'a', maxPauseMs: 5 } },
  { type: 'call', request: 2, call: { type: 'sample-allocations', run: 'start' } },
  {
    type: 'take-snapshot',
    request: 3,
    order: { directory: '/a', force: false, redact: true, gzip: false, keepFiles: 3 },
  },
  { type: 'call-off-snapshot', request: 3 },
];

/** How a snapshot goes on. */
export const takings: readonly TakingNews[] = [
  { state: 'begun', partialPath: '/a', estimate },
  { state: 'written', path: '/a', fileBytes: 5, durationMs: 6, removed: ['/b'] },
];
