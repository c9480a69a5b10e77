import { describe, expect, it } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import {
  CriticalMemoryStrategy,
  LowMemoryStrategy,
  MemoryPressureManager,
  type MemoryStrategy,
  recycleClusterWorkers,
  recycleWorkerThreads,
  reportWorkerThread,
  shedLoad,
  UnifiedCache,
} from '../../src/pressure/index.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { FakeTime } from '../monitoring/simulation.ts';
import { PressedSource } from './PressedProcess.ts';

const time = new FakeTime();
const monitor = new MemoryMonitor({ source: new PressedSource(time), timers: time, now: time.now });
const manager = (): MemoryPressureManager => new MemoryPressureManager({ monitor });
const pool = { workers: () => [], spawn: () => {}, drain: () => {} };

const notFunctions = [1, 'x', {}, null];
const notFlags = [0, 'yes', null, {}];
const notNames = [1, '', null, {}, 'x'.repeat(201)];
const notAmounts = [-1, Number.NaN, 'x', null, {}];

type Table = Readonly<Record<string, readonly unknown[]>>;

/** Each maker with every option that it has, and values that none of them may be. */
const makers: readonly (readonly [name: string, make: (wrong: object) => unknown, options: Table])[] = [
  [
    'MemoryPressureManager',
    (wrong) => new MemoryPressureManager({ monitor, ...wrong }),
    {
      monitor: [1, 'x', {}, null, undefined, { onSample: () => {} }],
      cache: [1, 'x', {}, null, [1]],
      logger: [1, 'x', {}, null, { warn: 1 }],
      automaticResponse: [1, 'x', null, { dryRun: 1 }],
      keepEvidence: notFunctions,
      host: [1, 'x', {}, null, { emit: 1 }],
      now: notFunctions,
      timers: [1, 'x', {}, null, { setTimeout: () => {} }],
    },
  ],
  [
    'UnifiedCache',
    (wrong) => new UnifiedCache(wrong),
    {
      name: notNames,
      policy: [1, 'LRU', null, {}],
      maxEntries: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null],
      maxBytes: [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '1', null],
      ttlMs: [0, -1, Number.NaN, '1', null],
      sizeOf: notFunctions,
      onRemoved: notFunctions,
      generatorTimeoutMs: [0, -1, Number.NaN, '1', null],
      monitor: [1, 'x', {}, null],
      memory: [1, 'stack', null],
      manager: [1, 'x', {}, null],
      logger: [1, 'x', {}, null, { warn: 1 }],
      now: notFunctions,
    },
  ],
  [
    'set() of a UnifiedCache',
    (wrong) => new UnifiedCache().set('a', 1, wrong),
    { ttlMs: [0, -1, Number.NaN, '1', null], bytes: [...notAmounts, Number.POSITIVE_INFINITY, '5', -5] },
  ],
  [
    'get() of a UnifiedCache',
    (wrong) => new UnifiedCache().get('a', () => 1, wrong),
    { ttlMs: [0, -1, Number.NaN, '1', null], bytes: [...notAmounts, Number.POSITIVE_INFINITY, '5', -5] },
  ],
  [
    'LowMemoryStrategy',
    (wrong) => new LowMemoryStrategy(wrong),
    { pruning: [1, 'all', null], collect: notFlags },
  ],
  [
    'CriticalMemoryStrategy',
    (wrong) => new CriticalMemoryStrategy(wrong),
    { pruning: [1, 'all', null], collect: notFlags },
  ],
  [
    'registerStrategy',
    (wrong) =>
      manager().registerStrategy('warning', {
        name: 'a',
        apply: () => undefined,
        ...wrong,
      } as MemoryStrategy),
    {
      name: notNames,
      apply: [...notFunctions, undefined],
      describePlan: notFunctions,
      priority: [Number.NaN, Number.POSITIVE_INFINITY, '1', null],
      cost: [-1, Number.NaN, Number.POSITIVE_INFINITY, '1', null],
      cooldownMs: [-1, Number.NaN, Number.POSITIVE_INFINITY, '1', null],
      timeoutMs: [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '1', null],
    },
  ],
  [
    'managePool',
    (wrong) => manager().managePool({ name: 'a', shrink: () => 1, ...wrong }),
    { name: notNames, shrink: [...notFunctions, undefined] },
  ],
  [
    'addLoadShedder',
    (wrong) => manager().addLoadShedder({ shed: () => {}, restore: () => {}, ...wrong }),
    {
      shed: [...notFunctions, undefined],
      restore: [...notFunctions, undefined],
      observe: notFunctions.slice(0, 3),
    },
  ],
  [
    'addRecycler',
    (wrong) => manager().addRecycler({ requestRecycling: () => {}, ...wrong }),
    { requestRecycling: [...notFunctions, undefined], readyInMs: [...notAmounts, Number.POSITIVE_INFINITY] },
  ],
  [
    'shedLoad',
    (wrong) => shedLoad(manager(), wrong),
    {
      priority: notFunctions,
      routes: [1, 'x', null, { reports: 'low' }, { '/reports': 'lowest' }],
      healthChecks: [1, 'x', null, [1], ['health']],
      upTo: [1, 'low', null, { warning: 1 }, { normal: 'low' }],
      maxShare: [1, 'x', null, { low: 2 }, { low: '1' }],
      stepUpMs: [0, -1, Number.NaN, '300', null],
      stepDownMs: [0, -1, Number.NaN, '300', null],
      retryAfterSeconds: [0, 1.5, Number.NaN, '5', null, { warning: 0 }],
      respond: notFunctions,
      closeConnections: notFlags,
      collect: notFlags,
      logger: [1, 'x', {}, null, { warn: 1 }],
      random: notFunctions,
      timers: [1, 'x', {}, null, { setTimeout: () => {} }],
      now: notFunctions,
    },
  ],
  [
    'recycleClusterWorkers',
    (wrong) => recycleClusterWorkers({ monitor, ...wrong }),
    {
      monitor: [1, 'x', {}, null],
      manager: [1, 'x', {}, null],
      logger: [1, 'x', {}, null, { warn: 1 }],
      fork: notFunctions,
      onRecycling: notFunctions,
      maxPerHour: [-1, 1.5, 'x', null],
      maxAtOnce: [0, 1.5, 'x', null],
      minAge: [-1, 'x', null],
      grace: [-1, 'x', null],
      startTimeout: [-1, 'x', null],
      jitter: [-1, 'x', null],
      now: notFunctions,
      timers: [1, 'x', {}, null, { setTimeout: () => {} }],
    },
  ],
  [
    'recycleWorkerThreads',
    (wrong) => recycleWorkerThreads({ monitor, pool, ...wrong } as never),
    {
      monitor: [1, 'x', {}, null],
      pool: [1, 'x', {}, null, undefined],
      logger: [1, 'x', {}, null, { warn: 1 }],
      onRecycling: notFunctions,
      maxPerHour: [-1, 1.5, 'x', null],
    },
  ],
  [
    'reportWorkerThread',
    (wrong) => reportWorkerThread({ monitor, ...wrong }),
    { monitor: [1, 'x', {}, null], manager: [1, 'x', {}, null], logger: [1, 'x', {}, null, { warn: 1 }] },
  ],
];

describe.each(makers)('%s', (_name, make, options) => {
  it.each(Object.entries(options).flatMap(([option, values]) => values.map((value) => ({ option, value }))))(
    'refuses $option: $value',
    ({ option, value }) => {
      let error: unknown;
      try {
        make({ [option]: value });
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(TidemarkError);
      expect((error as TidemarkError).code).toMatch(/^(INVALID|UNKNOWN)_OPTION$/);
      expect((error as TidemarkError).message).toMatch(/received|cannot be/);
    },
  );
});
